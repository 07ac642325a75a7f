/* The playground: a small Discord client, with an inspector beside it. Each part draws itself; this one begins them. */

import { at } from "./base/dom.js";
import { follow } from "./base/store.js";
import { mountForms } from "./components/forms.js";
import { mountComposer } from "./composer/composer.js";
import { mountInspector } from "./inspector/inspector.js";
import { watchTroubles } from "./inspector/troubles.js";
import { mountConversation } from "./messages/conversation.js";
import { mountBar } from "./places/bar.js";
import { mountDrawers } from "./places/drawers.js";
import { mountPeople } from "./places/people.js";
import { mountPlaces } from "./places/places.js";
import { mountProblem } from "./places/problem.js";

// First, since the others ask what it has noted.
watchTroubles();
mountBar(at("bar"));
mountProblem(at("problem"));
mountPlaces(at("place-list"), at("channel-head"));
mountPeople(at("person"));
mountConversation(at("conversation"));
mountComposer(at("composer"));
mountForms(at("layer"));
mountInspector(at("inspector"));
mountDrawers();
follow();
