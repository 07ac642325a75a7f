/* The types of interactions, as Discord numbers them. */

export const PING = 1, COMMAND = 2, COMPONENT = 3, AUTOCOMPLETE = 4, FORM = 5;
