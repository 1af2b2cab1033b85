using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Membership;

/// <summary>The workers of a pool, and the lives that were replaced and must not come back.</summary>
public sealed record MembershipState(ImmutableSortedDictionary<string, Member> Members, ImmutableQueue<Guid> ReplacedLives)
{
    /// <summary>Workers remembered that are not here; a fleet has no more names than that.</summary>
    public const int MaxRemembered = 4096;

    /// <summary>Replaced lives remembered; beyond that the oldest has long ended.</summary>
    public const int MaxReplacedLives = 1024;

    public static MembershipState Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal), ImmutableQueue<Guid>.Empty);

    /// <summary>The orders of workers that are not here: they take them up again when they come.</summary>
    public ImmutableSortedDictionary<string, Placement> Remembered { get; init; } = ImmutableSortedDictionary.Create<string, Placement>(StringComparer.Ordinal);

    /// <summary>The orders of all workers, here or not: what has to outlive the grain.</summary>
    public ImmutableSortedDictionary<string, Placement> Placements => Remembered.SetItems(Members.Select(m => KeyValuePair.Create(m.Key, m.Value.Placement)));

    /// <summary>A pool that nobody has joined yet, with what it knew of its workers.</summary>
    public static MembershipState From(IEnumerable<KeyValuePair<string, Placement>> placements) => Empty with { Remembered = Empty.Remembered.SetItems(placements) };

    public Member? Find(WorkerId worker) => Members.GetValueOrDefault(worker.Value);

    internal MembershipState With(Member member) => this with
    {
        Members = Members.SetItem(member.Status.Life.Worker.Value, member),
        Remembered = Remembered.Remove(member.Status.Life.Worker.Value),
    };

    // A fleet that invents new names all the time must not fill the store: whoever is left out is as a new worker when it comes.
    internal MembershipState Without(string name) => this with
    {
        Members = Members.Remove(name),
        Remembered = Remembered.Count < MaxRemembered ? Remembered.SetItem(name, Members[name].Placement) : Remembered,
    };

    internal MembershipState Replacing(Guid life)
    {
        var lives = ReplacedLives.Enqueue(life);
        return this with { ReplacedLives = lives.Count() > MaxReplacedLives ? lives.Dequeue() : lives };
    }
}
