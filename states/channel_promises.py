"""Shortened promises: a policy of the channel, computed from the statute and kept apart from it.

The share of the statutory days is rounded down to a whole day, and is at least one day. A
promise of the matter that is shorter stays: a channel never makes anybody wait longer. The
statutory clock is never touched (LAW B4.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from states.terms.channel import ChannelRules, PromisePolicy
from states.terms.rules import Limit, MatterRules


@dataclass(frozen=True, slots=True)
class ChannelPromise:
    """The promise that a case in a channel runs under, and why it is that one."""

    limit: Limit
    zh: str
    en: str


def promise_in(channel: ChannelRules, rules: MatterRules) -> ChannelPromise | None:
    """The promise of a matter inside a channel; None where the channel promises nothing more."""
    statute, own = rules.decision_limit, rules.promise_limit
    if statute is None:
        return None
    offered = [_shortened(policy, channel, rules, statute) for policy in channel.policies]
    shorter = [promise for promise in offered if promise is not None]
    best = min(shorter, key=lambda p: p.limit.days, default=None)
    if best is None or own is None:
        return best
    if own.unit is not statute.unit or own.days <= best.limit.days:
        return None
    return best


def _shortened(
    policy: PromisePolicy, channel: ChannelRules, rules: MatterRules, statute: Limit
) -> ChannelPromise | None:
    if policy.matters and rules.matter not in policy.matters:
        return None
    days = max(1, statute.days * policy.numerator // policy.denominator)
    if days >= statute.days:
        return None
    limit = Limit(
        days=days,
        unit=statute.unit,
        start=statute.start,
        source=policy.source,
        certainty=policy.certainty,
        rule_id=f"channel.{channel.code}.{rules.matter}.promise",
    )
    share = f"{policy.numerator}/{policy.denominator}"
    return ChannelPromise(
        limit,
        f"绿色通道“{channel.name}”政策：法定{statute.days}日的{share}，"
        f"不足一日舍去，承诺{days}日；法定期限不变。",
        f"Policy of the channel “{channel.name_en}”: {share} of the statutory {statute.days} days, "
        f"part days dropped: {days} days promised; the statutory limit stays.",
    )
