using System.Diagnostics.Metrics;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>Boundaries of histograms, in seconds or tokens: vLLM's where vLLM has the metric, so that its boards can be laid beside ours.</summary>
public static class LatencyBuckets
{
    /// <summary>Time to first token, s.</summary>
    public static InstrumentAdvice<double> FirstToken { get; } = Of(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560);

    /// <summary>Time between tokens, s.</summary>
    public static InstrumentAdvice<double> PerToken { get; } = Of(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80);

    /// <summary>A whole request or one of its phases in an engine, s.</summary>
    public static InstrumentAdvice<double> Request { get; } = Of(.3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680);

    /// <summary>A whole request as the conventions for generative AI advise, s.</summary>
    public static InstrumentAdvice<double> GenAiRequest { get; } = Of(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    /// <summary>Tokens of a request as the conventions for generative AI advise.</summary>
    public static InstrumentAdvice<long> GenAiTokens { get; } = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] };

    /// <summary>What control takes: a stage before the engine, a grain's call, a write to the store, s.</summary>
    public static InstrumentAdvice<double> Control { get; } = Of(.00001, .000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10);

    /// <summary>Tokens of one engine step.</summary>
    public static InstrumentAdvice<long> StepTokens { get; } = new() { HistogramBucketBoundaries = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] };

    /// <summary>Tokens of a prompt or an answer: 1, 2, 5, 10 ... up to the longest sequence.</summary>
    public static InstrumentAdvice<long> Tokens { get; } = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000] };

    private static InstrumentAdvice<double> Of(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };
}
