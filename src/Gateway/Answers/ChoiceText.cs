using Orchestrator.Contracts.Protocol;
using Orchestrator.Gateway.OpenAi.Responses;
using Orchestrator.Gateway.OpenAi.Stops;
using Orchestrator.Gateway.Tokenization;

namespace Orchestrator.Gateway.Answers;

/// <summary>Turns one choice's tokens into text that can be sent: whole characters only, and nothing that may turn out to be a stop string.</summary>
internal sealed class ChoiceText(AnswerOrder order, int choice, StopStrings stops)
{
    private readonly Tokenizer _tokenizer = order.Model.Tokenizer;
    private readonly Detokenizer _detokenizer = order.Model.Tokenizer.CreateDetokenizer();
    private readonly StopMatcher _matcher = new(stops, order.Options.Stopping.IncludeStopString);
    private readonly HashSet<int> _ends = [.. order.Model.EndTokens, .. order.Options.Stopping.Tokens];

    /// <summary>Tokens taken.</summary>
    public int Tokens { get; private set; }

    /// <summary>A stop string has appeared: nothing more is to be sent.</summary>
    public bool IsStopped => _matcher.Hit is not null;

    public TokenChunk Append(int token, Logprobs? logprobs)
    {
        Tokens++;
        var text = Spell(token);
        // Tokens that min_tokens protects cannot end the answer, so their text is not searched.
        var safe = Tokens <= order.Options.Stopping.MinTokens ? text : _matcher.Feed(text);
        return new TokenChunk(choice, safe, IsStopped ? FinishReason.Stop : null, ToLogprobs(token, logprobs));
    }

    /// <summary>The last chunk: what was held back, and why the answer ended.</summary>
    public TokenChunk Finish(bool byLength)
    {
        var rest = _matcher.Feed(_detokenizer.Flush().ToString());
        return IsStopped
            ? new TokenChunk(choice, rest, FinishReason.Stop)
            : new TokenChunk(choice, rest + _matcher.Finish(), byLength ? FinishReason.Length : FinishReason.Stop);
    }

    private string Spell(int token)
    {
        var isEnd = !order.Options.Stopping.IgnoreEnd && _ends.Contains(token);
        if (!order.Options.SkipSpecialTokens && !isEnd && _tokenizer.Bytes(token).IsEmpty) return _tokenizer.Spelling(token) ?? "";
        // A stop token that is ordinary text ends the answer and is not part of it.
        return isEnd && Tokens > order.Options.Stopping.MinTokens ? "" : _detokenizer.Append(token).ToString();
    }

    private TokenLogprob[]? ToLogprobs(int token, Logprobs? logprobs)
    {
        if (order.Options.TopLogprobs is null || logprobs is null) return null;
        var top = new LikelyToken[logprobs.Tokens.Count];
        for (var i = 0; i < top.Length; i++) top[i] = new LikelyToken(_tokenizer.Bytes((int)logprobs.Tokens[i]).ToArray(), logprobs.Values[i]);
        return [new TokenLogprob(_tokenizer.Bytes(token).ToArray(), logprobs.Chosen, top)];
    }
}
