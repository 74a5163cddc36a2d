"""A command of several commands, whose help names each in a whole sentence; click's own breaks off in the middle."""

import click


class Group(click.Group):
    """A group whose commands are listed with the first sentence of what each says of itself, wrapped."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, _tell(command)) for name, command in commands if command])


def _tell(command: click.Command) -> str:
    return command.get_short_help_str(limit=len(command.help or ""))
