/* The playground: a small Discord client, with an inspector beside it. Each part draws itself; this one begins them. */

import { mountBar } from "./bar.js";
import { mountComposer } from "./composer.js";
import { mountConversation } from "./conversation.js";
import { at } from "./dom.js";
import { mountDrawers } from "./drawers.js";
import { mountForms } from "./forms.js";
import { mountInspector } from "./inspector.js";
import { mountPeople } from "./people.js";
import { mountPlaces } from "./places.js";
import { mountProblem } from "./problem.js";
import { follow } from "./store.js";
import { watchTroubles } from "./troubles.js";

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
