using Orchestrator.EndToEnd.Asking;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>Compares an answer with what llama.cpp said: text, why it ended, and both counts.</summary>
internal static class Expected
{
    public static void ToBe(Golden golden, Answer answer)
    {
        Assert.Equal(golden.Text, answer.Text);
        Assert.Equal(golden.End, answer.Choices[0].FinishReason);
        Assert.Equal(golden.PromptTokens.Length, answer.PromptTokens);
        Assert.Equal(golden.Tokens.Length, answer.CompletionTokens);
    }
}
