"""Tags: texts that a server keeps under a name. A group of two subcommands, with storage of its own."""
