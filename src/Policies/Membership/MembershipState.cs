using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Membership;

/// <summary>The workers of a pool, and the lives that were replaced and must not come back.</summary>
public sealed record MembershipState(ImmutableSortedDictionary<string, Member> Members, ImmutableQueue<Guid> ReplacedLives)
{
    /// <summary>Replaced lives remembered; beyond that the oldest has long ended.</summary>
    public const int MaxReplacedLives = 1024;

    public static MembershipState Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal), ImmutableQueue<Guid>.Empty);

    public Member? Find(WorkerId worker) => Members.GetValueOrDefault(worker.Value);

    internal MembershipState With(Member member) => this with { Members = Members.SetItem(member.Status.Life.Worker.Value, member) };

    internal MembershipState Replacing(Guid life)
    {
        var lives = ReplacedLives.Enqueue(life);
        return this with { ReplacedLives = lives.Count() > MaxReplacedLives ? lives.Dequeue() : lives };
    }
}
