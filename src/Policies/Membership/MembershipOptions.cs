namespace Orchestrator.Policies.Membership;

/// <summary>How long the pool trusts a worker that it does not hear of.</summary>
/// <param name="Lease">Long enough to ride out the loss of one silo (about 1.5 s).</param>
/// <param name="Forget">After this a lost worker is no longer listed.</param>
public sealed record MembershipOptions(TimeSpan Lease, TimeSpan Forget)
{
    public static MembershipOptions Default { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10));
}
