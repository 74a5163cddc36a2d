"""Verbs of titles: an imperative, a gerund or a third person becomes past tense, or nothing where that is not sure.

It refuses to guess: a word that may as well be a noun ("Test flakiness", "Release notes") is no verb here unless
what follows shows it.
"""

import re
from typing import Final

_IRREGULAR: Final = dict(
    pair.split(":")
    for pair in (
        "become:became dedup:deduplicated begin:began bind:bound break:broke bring:brought build:built catch:caught choose:chose come:came "
        "cut:cut die:died do:did draw:drew drive:drove fall:fell feed:fed find:found forbid:forbade freeze:froze "
        "get:got give:gave go:went grow:grew have:had hide:hid hold:held keep:kept lay:laid lead:led leave:left let:let "
        "lose:lost make:made output:output override:overrode pay:paid put:put quit:quit read:read rebind:rebound "
        "rebuild:rebuilt redo:redid reset:reset resync:resynced rethink:rethought rewrite:rewrote rid:rid run:ran "
        "say:said see:saw send:sent set:set shrink:shrank shut:shut sleep:slept speak:spoke speed:sped spend:spent "
        "spin:spun split:split stand:stood stick:stuck sync:synced take:took teach:taught tell:told think:thought "
        "throw:threw unbreak:unbroke undo:undid unset:unset win:won wind:wound withdraw:withdrew write:wrote"
    ).split()
)

_SURE: Final = frozenset(
    (
        "abandon abolish abort absorb abstract accelerate accommodate achieve acquire activate adapt add adjust adopt "
        "advertise alleviate allocate allow alter amend analyse analyze annotate append assemble assert assign attach "
        "augment authenticate authorize automate avoid backport begin bind boost break bring broaden build bump "
        "canonicalize capitalize catch categorize centralize change choose clamp clarify classify clean coalesce "
        "collapse collect combine compact complete compress consolidate constrain construct convert correct create "
        "cut deactivate decommission decouple decrease dedent deduplicate dedup deduce defer define delegate delete "
        "demote demystify deny deprecate derive describe deserialize determine differentiate disable disallow "
        "disambiguate discard disconnect discontinue discover distinguish divide drop duplicate eliminate "
        "embed emphasize enable encapsulate encode encourage enforce enhance enlarge enrich ensure enumerate establish "
        "exclude expand explain expose extend extract facilitate factor finalize find finish fix flatten flesh flip "
        "forbid force formalize formulate free fulfill generalize give group handle harden harmonize hide hoist "
        "honour implement improve incorporate increase increment infer initialize inject inline insert "
        "instantiate instrument integrate introduce invalidate investigate invert isolate justify keep kill launch "
        "let leverage lift localize loosen lower maintain make mark maximize memoize mention merge migrate "
        "minify minimise minimize mitigate modernise modernize modify modularize move narrow normalise "
        "normalize nudge obviate offload omit onboard optimise optimize orchestrate organise organize overhaul "
        "override parallelize parameterize parametrize pass permit pin plug polish populate postpone "
        "precompute prepare prepend preserve prevent prioritize productionize prohibit promote propagate propose "
        "protect provide provision prune publish pull push put quell quieten quote raise randomize re-add re-enable "
        "re-export re-implement re-introduce re-order re-organize re-use re-write reactivate readd reapply "
        "rearchitect rearrange rebase rebuild recommend reconcile reconfigure record recover rectify redesign redo "
        "redact reduce reduplicate reenable refactor refine refresh regenerate reimplement reindent reinstate "
        "reintroduce relax relocate remediate remove rename render reorder reorganise reorganize repair rephrase "
        "replace reproduce require resolve restore restrict restructure resurrect rethink retire retrieve "
        "retrofit reuse revamp revert revise revisit rewire reword rework rewrite rip roll round safeguard "
        "sanitise sanitize scaffold separate serialize set sharpen shift shorten shrink shuffle shut silence simplify "
        "slim smooth soften solve specialize specify speed split squash squelch stabilise stabilize "
        "standardise standardize start stop streamline strengthen strip subdivide substitute suppress surface swap sync "
        "switch synchronise synchronize take teach tell throttle tidy tighten toggle transform transition translate "
        "trim truncate tune turn tweak unblock unbreak undeprecate undo unify uninstall unlink unlock unset untangle "
        "unwrap upgrade upload upstream use utilise utilize wire withdraw wrap write"
    ).split()
)
"""Verbs that, leading a title in the imperative, say what the author did."""

_ALSO_NOUNS: Final = frozenset(
    (
        "address archive array balance batch benchmark block bootstrap borrow bound branch buffer bundle cache "
        "cap clone code color comment configure copy cover credit debug default design detail display document draft "
        "exercise experiment export feature filter flag fold follow fork format gate guard highlight import "
        "index install label leak level lint link list lock log manage map mask match measure mirror mock model monitor "
        "name note order outline output pack package page paginate patch pause perfect place plan point pool port "
        "position prefix present preview process profile program project prototype queue rank rate reference "
        "reflect register release relay report request research reserve review reward sample scale schedule scope "
        "script search secure seed select shape shard share ship shortcut sign signal sketch snapshot sort space stage "
        "stub stream structure style subclass summarize supply support survey tag target template test title "
        "track trade transfer trial type upgrade value vendor verify version view warm work"
    ).split()
) | {"rework", "update", "refactor", "tweak", "switch", "change", "start", "fix", "move", "revert"}
"""Verbs that lead titles as nouns, too: only what follows tells."""

_USUALLY_VERBS: Final = frozenset({"update", "refactor", "fix", "move", "revert", "switch", "change", "document"})
_OF_THE_SYSTEM: Final = frozenset(
    (
        "accept acknowledge allow-list apply ask assume await bail cache calculate call check clear close compare "
        "compute connect consider count decode default deliver destroy detect die discard display dispatch download "
        "drain emit enqueue error escape evaluate execute exit expect fail fall fetch filter flush forward generate get "
        "guess hash honor ignore include inherit inspect invoke iterate limit listen load lock log look notify open "
        "output parse perform persist ping pick poll prefer preload print prompt query quit raise read "
        "receive recognise recognize redirect refuse reject reload remember report reset respect respond retain retry "
        "return round-trip run rotate sample save scan scroll select send serve show skip sleep spawn store subscribe transmit "
        "terminate test throw tolerate trace track treat trigger trust try validate verify wait warn watch yield"
    ).split()
)
"""Verbs that, leading a title, say what the program does from now on."""

_FAULTS: Final = frozenset(
    {"crash", "panic", "hang", "leak", "block", "segfault", "overflow", "complain", "race", "deadlock"}
)
"""What a program does wrong; a change can stop it, never start it."""

_LEADING_DETERMINERS: Final = frozenset(
    "a an the all any each every both some more most fewer less multiple several many no our its their this that these "
    "those whether when how why which what it them other another existing missing unused same additional extra".split()
)
_NOUN_SIGNS: Final = frozenset(
    "of for from about with is are was were has have can should must does and or vs via without by - \u2013 — : /".split()
)
_PARTICLES: Final = frozenset("up out off down back in over away through".split())
_VOWELS: Final = "aeiou"
_DOUBLED: Final = frozenset(
    "admit ban bar beg begin bin bootstrap cap chop clip commit compel control cram crop cut debug defer dim dip dot "
    "drag drip drop embed emit equip fit flag flip forbid forget format gap get grab grep hit hop infer jog lag lap let "
    "log lug map mop nap net nip omit opt pad pat peg permit pin plan plot plug pop prefer prep prod program prop put "
    "quit refer reformat reset retrofit rid rig rip rot rub run scan scrap set ship shop shut sit skip slim slip slot "
    "snap snapshot snip spin split spot stem step stir stop strip stub stun submit sum swap tag tap tar tip top transfer transmit "
    "trap trim trip tug unplug unpin unset unwrap unzip win wrap zap zip dedup".split()
)


def find_past(base: str) -> str:
    """Return the past tense of a verb's base form."""
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    prefix, hyphen, rest = base.rpartition("-")
    if hyphen and rest in _IRREGULAR:
        return f"{prefix}-{_IRREGULAR[rest]}"
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if rest in _DOUBLED else "") + "ed"


def find_gerund(base: str) -> str:
    """Return the form of a verb in -ing."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if base in _DOUBLED else "") + "ing"


def find_third_person(base: str) -> str:
    """Return the form of a verb in -s."""
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base + "s"


_OPENINGS: Final = _SURE | _USUALLY_VERBS
BY_PAST: Final = {find_past(base): base for base in sorted(_OPENINGS | _OF_THE_SYSTEM | _ALSO_NOUNS)}
"""Past tense -> base, of every verb known here."""
BY_GERUND: Final = {find_gerund(base): base for base in sorted(_OPENINGS)}
BY_THIRD_PERSON: Final = {find_third_person(base): base for base in sorted(_OPENINGS)}
BY_GERUND_OF_ALL: Final = {find_gerund(base): base for base in sorted(_OPENINGS | _OF_THE_SYSTEM)}


def is_sure_verb(word: str) -> bool:
    """Say whether this base form is hardly ever a noun."""
    return word in _SURE and word not in _ALSO_NOUNS


def is_known_verb(word: str) -> bool:
    """Say whether this may be a verb's base form."""
    return word in _OPENINGS or word in _OF_THE_SYSTEM or word in _ALSO_NOUNS


def is_stoppable(word: str) -> bool:
    """Say whether "don't" before this base form says that the program stopped doing it."""
    return word in _FAULTS or is_known_verb(word)


def is_author_verb(word: str, following: str) -> bool:
    """Say whether an imperative with this base form says what the author did; `following` is the next word."""
    if word in _ALSO_NOUNS and not (word in _USUALLY_VERBS and following.casefold() not in _NOUN_SIGNS):
        return _opens_object(following)
    return word in _SURE or word in _USUALLY_VERBS


def is_system_verb(word: str, following: str) -> bool:
    """Say whether an imperative with this base form says what the program does from now on."""
    return word in _OF_THE_SYSTEM and (word not in _ALSO_NOUNS or _opens_object(following))


_IDENTIFIER: Final = re.compile(r"[`'\"“\u2018]|--|.*[a-z][A-Z_]|.*[_(./]\w|.*\(\)")


def _opens_object(word: str) -> bool:
    return word.casefold() in _LEADING_DETERMINERS or word in _PARTICLES or bool(_IDENTIFIER.match(word[:80]))
