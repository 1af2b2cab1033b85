using Orchestrator.Gateway.OpenAi.Requests;
using Orchestrator.Gateway.Templates;
using Orchestrator.Gateway.Tokenization;

namespace Orchestrator.Gateway.Catalog;

/// <summary>One model as the gateway serves it: its public name, which is its pool's, and all that turns text into tokens and back.</summary>
/// <param name="Name">As requests name it.</param>
/// <param name="Tokenizer">Text to tokens.</param>
/// <param name="Template">Conversations to text.</param>
/// <param name="ContextTokens">Prompt and answer together.</param>
/// <param name="VocabularyTokens">Rows of the model's output; may be more than the tokenizer knows.</param>
/// <param name="Since">When this gateway began to serve it.</param>
internal sealed record ServedModel(string Name, Tokenizer Tokenizer, ChatTemplate Template, int ContextTokens, int VocabularyTokens, DateTimeOffset Since)
{
    public ModelFit Fit { get; } = new(ContextTokens, VocabularyTokens);

    /// <summary>Tokens after which an answer is over.</summary>
    public IReadOnlyList<int> EndTokens { get; } = [.. Tokenizer.EndIds.Where(id => id < VocabularyTokens)];
}
