using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Generation;

/// <summary>What a generation waits for.</summary>
internal abstract record GenerationPhase
{
    private GenerationPhase() { }

    /// <summary>The attempt at whose workers something is to be dropped if all ends now.</summary>
    public virtual Attempt? Held => null;

    /// <summary>A place; nothing runs.</summary>
    /// <param name="Cause">Why; null for the first place.</param>
    /// <param name="Reason">The same, with names.</param>
    /// <param name="Since">When it began to ask.</param>
    public sealed record Asking(RecoverCause? Cause, string Reason, DateTimeOffset Since) : GenerationPhase;

    /// <summary>Another decode worker, while the prefill worker keeps the KV.</summary>
    public sealed record Moving(Attempt From, RecoverCause Cause, string Reason) : GenerationPhase
    {
        public override Attempt? Held => From;
    }

    /// <summary>The links of a plan.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Move">What it moves; null to begin.</param>
    public sealed record Connecting(RoutePlan.Assigned Plan, Moving? Move) : GenerationPhase
    {
        public override Attempt? Held => Move?.From;
    }

    /// <summary>Words of the workers.</summary>
    public sealed record Running(Attempt Attempt) : GenerationPhase
    {
        public override Attempt? Held => Attempt;
    }

    /// <summary>Nothing any more.</summary>
    public sealed record Over : GenerationPhase;
}
