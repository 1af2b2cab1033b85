using System.Globalization;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>The seed of a random test: ORCHESTRATOR_SEED, or a new one; printed either way, so that a failure can be seen again.</summary>
internal static class RandomSeed
{
    public static int Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"ORCHESTRATOR_SEED={seed}");
        return seed;
    }
}
