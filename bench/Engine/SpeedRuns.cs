using System.Diagnostics;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Bench.Engine;

/// <summary>Times the whole engine as a gateway sees it: work goes in, and reports come out, through scheduler, forward pass and sampler.</summary>
internal sealed class SpeedRuns(EngineLoop engine, RandomWork work, EngineBenchOptions options)
{
    /// <summary>One prompt and a single token of answer: prompt tokens per second, from submitting to the token.</summary>
    public async Task<double> PrefillAsync()
    {
        var prompt = work.Next(options.Prompt, maxTokens: 1);
        var outbox = new Outbox();
        var started = Stopwatch.GetTimestamp();
        engine.Submit(prompt, outbox);
        var first = await Reports(outbox).FirstAsync(report => report.Full(1));
        await EndAsync(outbox, first, 1);
        return options.Prompt / Stopwatch.GetElapsedTime(started, first.Arrived).TotalSeconds;
    }

    /// <summary>
    /// So many sequences decoding side by side: tokens per second of all of them, over the measured number of steps. The clock starts with the
    /// first step in which every sequence says a token (with an empty context, that is the one over the first token of each) and stops with the
    /// last measured one; each step between must hold them all.
    /// </summary>
    public async Task<double> DecodeAsync()
    {
        var outbox = new Outbox();
        var maxTokens = 1 + options.Tokens + MemoryNeed.HeadStart(options);
        var prompts = Enumerable.Range(0, options.Batch).Select(_ => work.Next(options.DecodePrompt, maxTokens)).ToList();
        foreach (var prompt in prompts) engine.Submit(prompt, outbox);
        long started = 0, stopped = 0;
        int steps = 0, ended = 0;
        await foreach (var report in Reports(outbox))
        {
            if (steps <= options.Tokens && report.Full(options.Batch))
            {
                if (steps++ == 0) started = report.Arrived;
                stopped = report.Arrived;
            }
            else if (steps > 0 && steps <= options.Tokens && report.Tokens > 0)
            {
                throw new InvalidOperationException($"a step in the middle had {report.Tokens} of {options.Batch} sequences");
            }
            if ((ended += report.Ended) == options.Batch) break;
        }
        engine.Drop(outbox);
        if (steps <= options.Tokens) throw new InvalidOperationException($"only {steps} steps had all {options.Batch} sequences; {options.Tokens + 1} are needed");
        return (double)options.Tokens * options.Batch / Stopwatch.GetElapsedTime(started, stopped).TotalSeconds;
    }

    private async Task EndAsync(Outbox outbox, ArrivedReport last, int sequences)
    {
        var ended = last.Ended;
        if (ended < sequences) await Reports(outbox).FirstAsync(report => (ended += report.Ended) >= sequences);
        engine.Drop(outbox);
    }

    private static async IAsyncEnumerable<ArrivedReport> Reports(Outbox outbox)
    {
        await foreach (var report in outbox.Reports.ReadAllAsync())
        {
            var arrived = Stopwatch.GetTimestamp();
            foreach (var refused in report.Refused) throw new InvalidOperationException($"the engine refuses work: {refused.Reason}, {refused.Detail}");
            foreach (var ended in report.Ended)
                if (ended.Reason != Ended.Types.Reason.Length) throw new InvalidOperationException($"an answer ended early: {ended.Reason}, {ended.Detail}");
            yield return new ArrivedReport(arrived, report.Tokens.Count, report.Ended.Count);
        }
    }

    // Arrived: a timestamp of Stopwatch. Tokens and Ended: how many the report holds.
    private readonly record struct ArrivedReport(long Arrived, int Tokens, int Ended)
    {
        public bool Full(int sequences) => Tokens == sequences;
    }
}
