"""The verbs that titles lead with, as tables: what is sure, what is also a noun, what a program does.

Data only; `harvester.draft.verbs` inflects and judges.
"""

from typing import Final


def split_words(text: str) -> frozenset[str]:
    """Split a table written as text."""
    return frozenset(text.split())


_PAIRS: Final = split_words(
    "become:became begin:began bind:bound break:broke bring:brought build:built catch:caught choose:chose "
    "cleanup:cleaned-up come:came cut:cut dedup:deduplicated die:died do:did draw:drew drive:drove fall:fell "
    "feed:fed find:found forbid:forbade freeze:froze get:got give:gave go:went grow:grew have:had hide:hid "
    "hold:held keep:kept lay:laid lead:led leave:left let:let lose:lost make:made output:output override:overrode "
    "pay:paid put:put quit:quit read:read rebind:rebound rebuild:rebuilt redo:redid reset:reset resync:resynced "
    "rethink:rethought rewrite:rewrote rid:rid rm:removed run:ran say:said see:saw send:sent set:set "
    "shrink:shrank shut:shut sleep:slept speak:spoke speed:sped spend:spent spin:spun split:split stand:stood "
    "stick:stuck sync:synced take:took teach:taught tell:told think:thought throw:threw unbreak:unbroke "
    "undo:undid unset:unset win:won wind:wound withdraw:withdrew workaround:worked-around write:wrote"
)
IRREGULAR: Final = {
    base: past.replace("-up", " up").replace("-around", " around")
    for base, _, past in (pair.partition(":") for pair in _PAIRS)
}
"""Base form -> past tense, where no rule gives it."""

DOUBLED: Final = split_words(
    "admit ban bar beg begin bin bootstrap cap chop clip commit compel control cram crop cut debug dedup defer "
    "dim dip dot drag drip drop embed emit equip fit flag flip forbid forget format gap get grab grep hit hop "
    "infer jog lag lap let log lug map mop nap net nip omit opt pad pat peg permit pin plan plot plug pop prefer "
    "prep prod program prop put quit refer reformat reset retrofit rid rig rip rot rub run scan scrap set ship "
    "shop shut sit skip slim slip slot snap snapshot snip spin split spot stem step stir stop strip stub stun "
    "submit sum swap tag tap tar tip top transfer transmit trap trim trip tug unpin unplug unset unwrap unzip win "
    "wrap zap zip"
)
"""Base forms that double their last letter before -ed and -ing."""

SURE: Final = split_words(
    "abandon abolish abort absorb abstract accelerate accommodate achieve acquire activate adapt add adjust adopt "
    "advertise alleviate allocate allow alter amend analyse analyze annotate append assemble assert assign attach "
    "augment authenticate authorize automate avoid backport begin bind boost break bring broaden build bump "
    "canonicalize capitalize catch categorize centralize change choose clamp clarify classify clean cleanup "
    "coalesce collapse collect combine compact complete compress consolidate constrain construct convert correct "
    "create cut de-duplicate deactivate decommission decouple decrease dedent deduce dedup deduplicate defer "
    "define delegate delete demote demystify deny deprecate derive describe deserialize determine differentiate "
    "disable disallow disambiguate discard disconnect discontinue discover distinguish divide draw drop duplicate "
    "eliminate embed emphasize enable encapsulate encode encourage enforce enhance enlarge enrich ensure "
    "enumerate establish exclude expand explain expose extend extract facilitate factor finalize find finish fix "
    "flatten flesh flip fold forbid force formalize formulate free freeze fulfill generalize give group handle "
    "harden harmonize hide hoist honour implement improve incorporate increase increment infer initialize inject "
    "inline insert instantiate instrument integrate introduce invalidate invert investigate isolate justify keep "
    "kill launch leave let leverage lift localize loosen lower maintain make mark maximize memoize mention merge "
    "migrate minify minimise minimize mitigate modernise modernize modify modularize move narrow normalise "
    "normalize nudge obviate offload omit onboard optimise optimize orchestrate organise organize overhaul "
    "override paginate parallelize parameterize parametrize pass permit pin plug polish populate postpone "
    "precompute prepare prepend preserve prevent prioritize productionize prohibit promote propagate propose "
    "protect provide provision prune publish pull push put quell quieten quote randomize re-add re-enable "
    "re-export re-implement re-introduce re-order re-organize re-use re-write reactivate readd reapply "
    "rearchitect rearrange rebase rebuild recommend reconcile reconfigure record rectify redact redesign redo "
    "reduce reduplicate reenable refactor refine reformat refresh regenerate reimplement reindent reinstate "
    "reintroduce relax relocate rely remediate remove rename render reorder reorganise reorganize repair rephrase "
    "replace reproduce require resolve restore restrict restructure resurrect rethink retire retrieve retrofit "
    "reuse revamp revert revise revisit rewire reword rework rewrite rip rm roll round safeguard sanitise "
    "sanitize scaffold separate serialize set sharpen shift shorten shrink shuffle shut silence simplify slim "
    "smooth soften solve specialize specify speed split squash squelch stabilise stabilize standardise "
    "standardize start stop streamline strengthen strip subdivide substitute summarize suppress surface swap "
    "switch sync synchronise synchronize take teach tell throttle tidy tighten toggle transform transition "
    "translate trim truncate tune turn tweak unblock unbreak undeprecate undo unify uninstall unlink unlock unset "
    "untangle unwrap upgrade upload upstream use utilise utilize wire withdraw wrap write"
)
"""Verbs that, leading a title in the imperative, say what the author did."""

USUALLY: Final = split_words("change document fix move refactor revert switch update")
"""Nouns, too, but verbs unless "of", "for" or the like follows."""

ALSO_NOUNS: Final = split_words(
    "address archive array balance batch benchmark block bootstrap borrow branch buffer bundle cache cap change "
    "clone code color comment configure copy cover credit debug default design detail display document draft "
    "exercise experiment export feature filter fix flag follow fork format gate guard highlight import index "
    "install label leak level link lint list lock log manage map mask match measure mirror mock model monitor "
    "move name note order outline output pack package page patch pause perfect place plan point pool port "
    "position prefix present preview process profile program project prototype queue rank rate refactor reference "
    "reflect register relay release report request research reserve revert review reward sample scale schedule "
    "scope script search secure seed select shape shard share ship shortcut sign signal sketch snapshot sort "
    "space stage start stream structure stub style subclass supply survey switch tag target template test title "
    "track trade transfer trial type update value vendor verify view warm work workaround"
)
"""Verbs that lead titles as nouns, too: only what follows tells."""

OF_THE_SYSTEM: Final = split_words(
    "accept acknowledge allow-list apply ask assume await bail cache calculate call check clear close compare "
    "compute connect consider count decode default deliver destroy detect die dispatch display download drain "
    "emit enqueue escape evaluate execute exit expect fail fall fetch filter flush forward generate get guess "
    "hash honor ignore include inherit inspect invoke iterate limit list listen load lock log look notify open "
    "output parse perform persist pick ping poll prefer preload print prompt query quit raise read receive "
    "recognise recognize recover redirect refuse reject reload remember report reset respect respond retain retry "
    "return rotate round-trip run sample save say scan scroll search select send serve show skip sleep spawn store "
    "subscribe terminate throw tolerate trace track transmit treat trigger trust try validate verify wait warn "
    "watch yield"
)
"""Verbs that, leading a title, say what the program does from now on."""

COMPOUNDING: Final = split_words(
    "build call complete force free group insert launch lift merge migrate pin pull push record refresh render "
    "split start switch test transfer upgrade use write"
)
"""Verbs that, before one of `HEADS`, are the first half of a noun: "build failures", "push notifications"."""

HEADS: Final = split_words(
    "amplification bug bugs cache case cases command commands conflict conflicts docs error errors failure "
    "failures flakiness graph guide guides handling improvement improvements infrastructure instructions issue "
    "issues log logs mode notes notification notifications page path performance pipeline plan plans policy "
    "problem problems process queue rate replica request requests rewrite screen script scripts site speed status "
    "strategy system theory tier time times token tokens tool tooling tools warning warnings workflow workflows"
)

FAULTS: Final = split_words(
    "attempt block bother choke complain confuse crash deadlock depend forget hang leak overflow overuse panic "
    "race segfault"
)
"""What a program does wrong; a change can stop it, never start it."""
