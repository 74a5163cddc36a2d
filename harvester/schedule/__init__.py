"""The weekly job on a schedule: what each scheduler is told, who tells it, and what came of it.

The formats (`systemd`, `launchd`, `taskscheduler`, `cron`, `workflow`) are pure text; only `installer` acts.
Nothing is imported here, so that a command that merely looks stays fast.
"""
