using Orchestrator.Workers.KvCache;

namespace Orchestrator.Bench.Engine;

/// <summary>The KV cache that the measurements of one run of the program need, and no more: its size is part of the result.</summary>
internal static class MemoryNeed
{
    /// <summary>
    /// Steps that the first sequences of a batch make before the last one's prompt is done, in which they go on with answers of their own: as
    /// long as one prompt is not done, at least the budget less one token of each other sequence is prefilled. A few to spare.
    /// </summary>
    public static int HeadStart(EngineBenchOptions options) =>
        options.Batch == 1 || options.Depth == 0 ? 0 : 8 + options.Batch * options.DecodePrompt / (options.TokenBudget - options.Batch + 1);

    /// <summary>Tokens of one sequence that decodes: what it starts from, the token that says so, the measured ones, and the head start.</summary>
    public static int DecodeTokens(EngineBenchOptions options) => options.DecodePrompt + 1 + options.Tokens + HeadStart(options);

    /// <summary>The longest sequence, in tokens.</summary>
    public static int Context(EngineBenchOptions options)
    {
        var longest = Math.Max(options.Prompt == 0 ? 0 : options.Prompt + 1, options.Tokens == 0 ? 0 : DecodeTokens(options));
        return options.SpeedsOnly ? longest : Math.Max(longest, Math.Max(LogitsDigest.Tokens, Math.Max(options.MixedChunk, options.DecodePrompt + 1)));
    }

    /// <summary>Blocks that the largest of the measurements uses at the same time.</summary>
    public static int Blocks(EngineBenchOptions options)
    {
        var prefill = options.Prompt == 0 ? 0 : Of(options.Prompt + 1);
        var decode = options.Tokens == 0 ? 0 : options.Batch * Of(DecodeTokens(options));
        var most = Math.Max(Math.Max(prefill, decode), Of(Context(options)));
        if (options.SpeedsOnly) return most;
        var mixed = options.Batch * Of(options.DecodePrompt + 1) + Of(options.MixedChunk);
        return Math.Max(most, Math.Max(mixed, options.Batch * Of(LogitsDigest.Tokens)));
    }

    public static int Of(int tokens) => (tokens + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
}
