"""Setting up: what of a person's work lies on this machine, and the configuration that says so.

It only looks: at folders, at what git says of its repositories through the Git connector, and at which accounts `gh`
keeps. It asks no server, reads no token, decides nothing for the person, and writes one new file.
"""
