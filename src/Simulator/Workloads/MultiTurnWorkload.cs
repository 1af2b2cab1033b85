namespace Orchestrator.Simulator.Workloads;

/// <summary>Conversations: each turn's prompt is the last prompt, its answer and a new message, so that all but the message can be cached.</summary>
public static class MultiTurnWorkload
{
    /// <summary>Conversations that begin by chance; turns after the workload's end are left out, so its first minutes are below its later rate.</summary>
    /// <param name="conversationRate">Conversations that begin per second, on average.</param>
    /// <param name="seconds">Length of the workload.</param>
    /// <param name="seed">Equal seeds give equal workloads; the i-th conversation is the same at any rate.</param>
    /// <param name="messages">Lengths of the messages (beside the history) and of the answers.</param>
    /// <param name="options">How conversations go on.</param>
    public static Workload Make(double conversationRate, double seconds, int seed, LengthTable messages, MultiTurnOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(conversationRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.SharedTokens, options.LongestPrompt);
        var (times, lengths) = (RandomStream.Times(seed), RandomStream.Lengths(seed));
        var arrivals = new List<Arrival>();
        int[] shared = [.. Enumerable.Range(0, options.SharedTokens / options.BlockTokens)];
        var different = shared.Length;
        for (var start = times.Exponential(1 / conversationRate); start < seconds; start += times.Exponential(1 / conversationRate))
            Converse(start);
        // Stable: turns at the same time stay in the order of their conversations.
        return new Workload("multi-turn", [.. arrivals.OrderBy(a => a.At)], seconds, options.BlockTokens, different);

        void Converse(double at)
        {
            // All of a conversation's numbers come from one seed, however many of its turns are still inside the workload.
            var own = new Random(lengths.Next());
            var turns = own.Geometric(options.MeanTurns);
            var whole = new List<int>(shared);
            var history = options.SharedTokens;
            for (var turn = 0; turn < turns && at < seconds; turn++)
            {
                var (message, answer) = messages.Draw(own);
                var prompt = history + message;
                if (turn == 0) prompt = Math.Min(prompt, options.LongestPrompt);
                if (prompt > options.LongestPrompt) return;
                while (whole.Count < prompt / options.BlockTokens) whole.Add(different++);
                // What fills the last block differs from what will fill it a turn later: a number for this turn alone.
                arrivals.Add(new Arrival(at, prompt, answer, prompt % options.BlockTokens == 0 ? [.. whole] : [.. whole, different++]));
                history = prompt + answer;
                at += answer * options.AnswerSecondsPerToken + own.Exponential(options.MeanThinkSeconds);
            }
        }
    }
}
