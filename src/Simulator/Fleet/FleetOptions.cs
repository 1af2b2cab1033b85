using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Simulator.Fleet;

/// <summary>What a fleet is made of and how it is run.</summary>
public sealed record FleetOptions
{
    /// <summary>Workers, all alike.</summary>
    public required int Workers { get; init; }

    /// <summary>How long their steps take.</summary>
    public required StepCost Cost { get; init; }

    /// <summary>Tokens of a KV block.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>Tokens whose keys and values fit one worker.</summary>
    public required long KvTokens { get; init; }

    /// <summary>Who decides about roles, and which there are at first.</summary>
    public required RoleMode Mode { get; init; }

    public RoutingOptions Routing { get; init; } = new();

    /// <summary>What the autoscaler may do; the time between tokens is <see cref="StepTarget"/>.</summary>
    public PoolPolicy Policy { get; init; } = PoolPolicy.Default;

    public int Seed { get; init; } = 1;

    /// <summary>Sequences of one worker with KV blocks at the same time.</summary>
    public int MaxRunning { get; init; } = 512;

    /// <summary>Sequences that a worker takes, waiting ones included.</summary>
    public int MaxSequences { get; init; } = 4096;

    /// <summary>Prompt tokens of one step where nobody decodes.</summary>
    public int PrefillChunk { get; init; } = 2048;

    /// <summary>Seconds that a step with decoding sequences may take: prompts are cut accordingly.</summary>
    public double StepTarget { get; init; } = 0.05;

    /// <summary>Bytes per second of keys and values that one worker receives from others.</summary>
    public double LinkBytesPerSecond { get; init; } = 50e9;

    /// <summary>Neighbouring workers among which <see cref="DomainBytesPerSecond"/> holds; 1: none.</summary>
    public int DomainWorkers { get; init; } = 1;

    /// <summary>Bytes per second that one worker receives from its neighbours.</summary>
    public double DomainBytesPerSecond { get; init; }

    /// <summary>Tokens whose keys and values the host's memory of one worker keeps after the device has given them up; 0: none.</summary>
    public long HostTokens { get; init; }

    /// <summary>Bytes per second at which they are copied back.</summary>
    public double HostBytesPerSecond { get; init; } = 25e9;

    /// <summary>Seconds from the plan to the worker.</summary>
    public double MessageSeconds { get; init; } = 0.0005;

    /// <summary>Seconds during which a worker that changes its role takes nothing.</summary>
    public double ShiftSeconds { get; init; } = 0.5;

    /// <summary>Seconds that a request waits for a worker before it is dropped.</summary>
    public double Patience { get; init; } = double.PositiveInfinity;

    /// <summary>Mean seconds between two failures of one worker; infinite for none.</summary>
    public double FailureSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds from a failure until a new process serves.</summary>
    public double StartSeconds { get; init; } = 60;

    /// <summary>Mean seconds between two spells of slowness of one worker; infinite for none.</summary>
    public double StragglerSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>How much longer the steps of a slow worker take.</summary>
    public double StragglerFactor { get; init; } = 3;

    /// <summary>Seconds of a spell.</summary>
    public double StragglerSpell { get; init; } = 30;

    /// <summary>Plan every step with all sequences named, as an engine does; slow. The result is the same, which a test shows.</summary>
    public bool NameAllSequences { get; init; }

    public int KvBlocks => (int)Math.Min(int.MaxValue, KvTokens / BlockTokens);

    internal int HostBlocks => (int)Math.Min(int.MaxValue, HostTokens / BlockTokens);

    /// <summary>Seconds to copy one block back from the host.</summary>
    internal double BlockCopySeconds => BlockTokens * Cost.Shape.KvBytesPerToken / HostBytesPerSecond;

    public int MaxContext => (int)Math.Min(int.MaxValue, KvTokens - BlockTokens);

    /// <summary>What one of the workers can do, as the autoscaler knows it.</summary>
    internal WorkerCapability Capability => new(Cost)
    {
        PrefillChunk = PrefillChunk,
        MaxRunning = MaxRunning,
        KvTokens = KvTokens,
        KvBytesPerToken = Cost.Shape.KvBytesPerToken,
        LinkBytesPerSecond = LinkBytesPerSecond,
    };

    internal double PrefillTokensPerSecond { get; private init; }
    internal double DecodeStepSeconds { get; private init; }
    internal double DecodeSequenceSeconds { get; private init; }

    /// <summary>With what workers tell the router of their own speed.</summary>
    internal FleetOptions Measured()
    {
        const int Many = 64, Context = 1024;
        var one = Cost.Seconds(StepWork.Decode(1, Context));
        return this with
        {
            PrefillTokensPerSecond = PrefillChunk / Cost.Seconds(StepWork.Prefill(PrefillChunk)),
            DecodeStepSeconds = one,
            DecodeSequenceSeconds = (Cost.Seconds(StepWork.Decode(Many, Many * Context)) - one) / (Many - 1),
            Routing = Routing with { BlockTokens = BlockTokens },
        };
    }
}
