using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>Measures inside the silo's process, where no call crosses to another. Several keys are several callers.</summary>
[Alias("orchestrator.bench.ISiloGauge")]
internal interface ISiloGauge : IGrainWithIntegerKey
{
    /// <summary>What the process has used so far.</summary>
    /// <param name="collect">Collect garbage first, so that only what is needed is counted.</param>
    [Alias("Use")]
    [ResponseTimeout("00:01:00")]
    Task<ProcessUse> Use(bool collect);

    /// <summary>Places new requests as fast as it goes. They begin alike and end each in its own way.</summary>
    /// <param name="like">What they are like.</param>
    /// <param name="common">Landmarks that they have in common.</param>
    /// <param name="inFlight">Questions at a time.</param>
    /// <param name="duration">How long.</param>
    [Alias("Route")]
    [ResponseTimeout("01:00:00")]
    Task<CallCount> Route(RouteQuery like, int common, int inFlight, TimeSpan duration);

    /// <summary>Asks a shard about prompts in turn, one at a time.</summary>
    /// <param name="shard">Its key.</param>
    /// <param name="prompts">Their chains, packed.</param>
    /// <param name="duration">How long.</param>
    [Alias("Overlap")]
    [ResponseTimeout("01:00:00")]
    Task<CallCount> Overlap(string shard, byte[][] prompts, TimeSpan duration);

    /// <summary>Calls a grain that does nothing, one call at a time: what a call costs by itself.</summary>
    /// <param name="duration">How long.</param>
    [Alias("Call")]
    [ResponseTimeout("01:00:00")]
    Task<CallCount> Call(TimeSpan duration);

    /// <summary>Does nothing.</summary>
    [Alias("Rest")]
    Task Rest();
}
