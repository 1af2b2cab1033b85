using System.Diagnostics;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Bench.Engine;

/// <summary>Times the whole engine as a gateway sees it: work goes in, and reports come out, through scheduler, forward pass and sampler.</summary>
internal sealed class SpeedRuns(EngineLoop engine, RandomWork work, EngineBenchOptions options)
{
    private const int Tries = 20;

    /// <summary>One prompt and a single token of answer: prompt tokens per second, from submitting to the token.</summary>
    public async Task<double> PrefillAsync() => options.Prompt / await ToLastTokenAsync([work.Next(options.Prompt, maxTokens: 1)]);

    /// <summary>Sequences decoding side by side: tokens per second of all of them.</summary>
    public async Task<double> DecodeAsync()
    {
        // The step over a prompt of one token is a decode step: all count, and the clock starts when the work is sent.
        if (options.Depth == 0) return (double)options.Batch * options.Tokens / await ToLastTokenAsync(Prompts(options.Tokens));
        for (var i = 0; i < Tries; i++)
            if (await TryDecodeAsync() is { } rate) return rate;
        throw new FailedMeasurementException($"reports are read too late to time steps, {Tries} times in a row: the machine is busy, or --tokens {options.Tokens} too few for so small a model");
    }

    private List<Work> Prompts(int maxTokens) => [.. Enumerable.Range(0, options.Batch).Select(_ => work.Next(options.DecodePrompt, maxTokens))];

    // Seconds from submitting all the work to its last token.
    private async Task<double> ToLastTokenAsync(List<Work> all)
    {
        var outbox = new Outbox();
        var started = Stopwatch.GetTimestamp();
        foreach (var each in all) engine.Submit(each, outbox);
        var stopped = started;
        await foreach (var report in ReportsAsync(outbox, all.Count))
            if (report.Tokens > 0) stopped = report.Arrived;
        engine.Drop(outbox);
        return Stopwatch.GetElapsedTime(started, stopped).TotalSeconds;
    }

    // Decode after prompts that take steps of their own. The clock starts when the first step in which every sequence said a token is over, and
    // stops with the last measured step; each step between must hold them all. A report that is read after the next one has come is too late to
    // start the clock, or the time would be too short: the next one starts it then. With fewer than half of the steps left, there is no result: null.
    private async Task<double?> TryDecodeAsync()
    {
        var outbox = new Outbox();
        foreach (var prompt in Prompts(1 + options.Tokens + MemoryNeed.HeadStart(options))) engine.Submit(prompt, outbox);
        var full = new List<ArrivedReport>();
        await foreach (var report in ReportsAsync(outbox, options.Batch))
        {
            if (full.Count > options.Tokens) continue;
            if (report.Tokens == options.Batch) full.Add(report);
            else if (full.Count > 0 && report.Tokens > 0) throw new FailedMeasurementException($"a step between had {report.Tokens} of {options.Batch} sequences");
        }
        engine.Drop(outbox);
        if (full.Count <= options.Tokens) throw new FailedMeasurementException($"only {full.Count} steps had all {options.Batch} sequences; {options.Tokens + 1} are needed");
        var first = full.FindIndex(report => report.Fresh);
        var steps = options.Tokens - first;
        if (first < 0 || 2 * steps < options.Tokens) return null;
        return (double)steps * options.Batch / Stopwatch.GetElapsedTime(full[first].Arrived, full[^1].Arrived).TotalSeconds;
    }

    /// <summary>The reports until so many sequences have ended; an end other than by length throws.</summary>
    private static async IAsyncEnumerable<ArrivedReport> ReportsAsync(Outbox outbox, int sequences)
    {
        var running = sequences;
        while (running > 0 && await outbox.Reports.WaitToReadAsync())
        {
            while (outbox.Reports.TryRead(out var report))
            {
                var arrived = Stopwatch.GetTimestamp();
                foreach (var refused in report.Refused) throw new FailedMeasurementException($"the engine refuses work: {refused.Reason}, {refused.Detail}");
                foreach (var ended in report.Ended)
                    if (ended.Reason != Ended.Types.Reason.Length) throw new FailedMeasurementException($"an answer ended early: {ended.Reason}, {ended.Detail}");
                running -= report.Ended.Count;
                yield return new ArrivedReport(arrived, Fresh: !outbox.Reports.TryPeek(out _), report.Tokens.Count);
            }
        }
    }

    // Arrived: when it was read, a timestamp of Stopwatch. Fresh: no other was there yet. Tokens: how many it holds.
    private readonly record struct ArrivedReport(long Arrived, bool Fresh, int Tokens);
}
