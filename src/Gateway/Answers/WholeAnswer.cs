using System.Text;
using Orchestrator.Gateway.OpenAi.Responses;

namespace Orchestrator.Gateway.Answers;

/// <summary>Gathers the chunks of an answer that is sent in one piece.</summary>
internal sealed class WholeAnswer
{
    private readonly StringBuilder[] _texts;
    private readonly List<TokenLogprob>?[] _logprobs;
    private readonly FinishReason[] _finishes;

    /// <param name="order">What is computed.</param>
    /// <param name="prefix">Text that each prompt's answers begin with; null for none.</param>
    public WholeAnswer(AnswerOrder order, IReadOnlyList<string>? prefix)
    {
        _texts = [.. Enumerable.Range(0, order.Choices).Select(c => new StringBuilder(prefix?[c / order.Options.Choices]))];
        _logprobs = [.. _texts.Select(_ => order.Options.TopLogprobs is null ? null : new List<TokenLogprob>())];
        _finishes = new FinishReason[order.Choices];
    }

    public IReadOnlyList<AnswerChoice> Choices => [.. _texts.Select((text, c) => new AnswerChoice(c, text.ToString(), _finishes[c], _logprobs[c]))];

    public void Add(TokenChunk chunk)
    {
        _texts[chunk.Choice].Append(chunk.Text);
        if (chunk.Logprobs is not null) _logprobs[chunk.Choice]?.AddRange(chunk.Logprobs);
        if (chunk.Finish is { } finish) _finishes[chunk.Choice] = finish;
    }
}
