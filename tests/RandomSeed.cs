using System.Globalization;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>The seed of a random test: ORCHESTRATOR_SEED, or one of its own; printed either way, so that a failure can be seen again.</summary>
internal static class RandomSeed
{
    /// <summary>A new seed each time.</summary>
    public static int Next() => Or(Random.Shared.Next());

    /// <summary>Random numbers from a new seed each time.</summary>
    public static Random New() => new(Next());

    /// <summary>The same seed each time, for tests whose bounds hold only for most seeds.</summary>
    public static int Or(int ordinarily)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SEED"), CultureInfo.InvariantCulture, out var given) ? given : ordinarily;
        TestContext.Current.TestOutputHelper?.WriteLine($"ORCHESTRATOR_SEED={seed}");
        return seed;
    }
}
