using Xunit;

namespace Orchestrator.Unit.OpenAi;

/// <summary>The seed of a random test: ORCHESTRATOR_SEED, or a new one; printed either way.</summary>
internal static class Seed
{
    public static Random Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"ORCHESTRATOR_SEED={seed}");
        return new Random(seed);
    }
}
