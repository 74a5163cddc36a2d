"""The three ways to review, none with a logic of its own: a screen, its twin of plain lines, and a plan file.

Each asks a `harvester.sitting.Sitting` for what to show and tells it what was pressed. Textual is imported by
`harvester.screen.app` alone, and that only when a screen is drawn.
"""
