using Orchestrator.Gateway.Answers;
using Xunit;

namespace Orchestrator.Unit.Answers;

/// <summary>What usage says of the cache, over several prompts with several answers each.</summary>
public sealed class CachedPromptsTests
{
    [Fact]
    public void Before_any_answer_has_begun_nothing_is_cached() => Assert.Equal(0, new CachedPrompts(3).Tokens);

    [Fact]
    public void Answers_to_one_prompt_share_it_so_the_one_that_found_least_counts()
    {
        var cached = new CachedPrompts(2);
        cached.Began(0, 96);
        cached.Began(1, 32);
        Assert.Equal(128, cached.Tokens);
        cached.Began(0, 0);
        cached.Began(0, 96);
        cached.Began(1, 48);
        Assert.Equal(32, cached.Tokens);
    }
}
