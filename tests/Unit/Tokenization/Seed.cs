using System.Globalization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Randomness a failing test can be repeated with: the seed is printed, and taken from ORCHESTRATOR_SEED when that is set.</summary>
internal static class Seed
{
    public static Random New()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"ORCHESTRATOR_SEED={seed}");
        return new Random(seed);
    }
}
