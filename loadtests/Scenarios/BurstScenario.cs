using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>A calm rate, and short times of many times that rate.</summary>
internal static class BurstScenario
{
    public static Scenario Definition { get; } = new(
        "burst",
        "a calm rate with short bursts: how queues fill, what is turned away, how soon it is calm again",
        [
            Scenario.Instead("--rate", "4"),
            new("--burst-factor", "N", "8", "times the rate during a burst"),
            new("--burst-every", "SECONDS", "10", "from burst to burst; the first is half of this after the warm-up"),
            new("--burst-seconds", "SECONDS", "1", "length of a burst"),
        ],
        Plan);

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var (factor, every, length) = (values.Positive("--burst-factor"), values.Positive("--burst-every"), values.Positive("--burst-seconds"));
        if (length >= every) throw new WrongUseException($"--burst-seconds {length} is not below --burst-every {every}");
        var stream = new RequestStream(options);
        List<RateSpan> spans = [new(options.Warmup.TotalSeconds, options.Rate)];
        for (var at = 0.0; at < options.Duration.TotalSeconds; at += every)
        {
            spans.Add(new((every - length) / 2, options.Rate));
            spans.Add(new(length, options.Rate * factor));
            spans.Add(new((every - length) / 2, options.Rate));
        }
        return ArrivalTimes.Over(spans, options.Arrivals, stream.Times)
            .TakeWhile(at => at < options.Total)
            .Select(at => stream.Plain(at, options.Prompt, options.Answer) with { Group = IsBurst(at) ? "burst" : "calm" });

        bool IsBurst(TimeSpan at)
        {
            var inside = (at - options.Warmup).TotalSeconds;
            return inside >= 0 && inside % every is var phase && phase >= (every - length) / 2 && phase < (every + length) / 2;
        }
    }
}
