using System.Globalization;
using Orchestrator.Hosting.Settings;
using Orchestrator.ModelFiles;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>The device that a simulated worker stands for.</summary>
/// <param name="Name">For people: "h100/llama-3-8b", "20 ms".</param>
/// <param name="Times">Of its steps.</param>
/// <param name="KvBytesPerToken">Bytes of a token's keys and values on the real device.</param>
/// <param name="KvTokens">Tokens whose keys and values its memory holds; null: as many as are asked for.</param>
/// <param name="LinkSecondsPerToken">Of a token's keys and values to another worker.</param>
internal sealed record SimulatedHardware(string Name, IStepTimes Times, double KvBytesPerToken, long? KvTokens, double LinkSecondsPerToken)
{
    /// <exception cref="WrongUseException">The profile is unknown, or the model does not fit its hardware.</exception>
    public static SimulatedHardware Of(SimulatedSettings settings, ModelConfig served)
    {
        if (settings.Profile is { } profile) return OfProfile(profile);
        var step = settings.Step!.Value;
        // F16, as most serve.
        return new($"{step.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms", new FixedStepTimes(step), 4.0 * served.Layers * served.KvHeads * served.HeadDim, null, 0);
    }

    private static SimulatedHardware OfProfile(string profile)
    {
        var parts = profile.Split('/');
        if (parts.Length is not (2 or 3)) throw new WrongUseException($"--simulated-profile is '{profile}'; it must be HARDWARE/MODEL or HARDWARE/MODEL/tpN");
        try
        {
            var hardware = Catalogue.Default.HardwareNamed(parts[0]);
            var shape = Catalogue.Default.ModelNamed(parts[1]);
            var plan = parts.Length == 2 ? ParallelPlan.One : new ParallelPlan(Devices(parts[2], profile));
            var room = MemoryRoom.KvTokens(shape, hardware, plan);
            if (room == 0) throw new WrongUseException($"--simulated-profile is '{profile}': the weights of {shape.Name} leave no memory for keys and values on {plan.Devices} {hardware.Name}");
            // Each device sends its own heads, to another worker over the network.
            return new(profile, new StepCost(shape, hardware, plan), shape.KvBytesPerToken, room, shape.KvBytesPerToken / (hardware.NetworkBandwidth * plan.TensorParallel));
        }
        catch (Exception e) when (e is CatalogueException or ArgumentException)
        {
            throw new WrongUseException($"--simulated-profile is '{profile}': {e.Message}", e);
        }
    }

    private static int Devices(string part, string profile) =>
        part.StartsWith("tp", StringComparison.Ordinal) && int.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var devices)
            ? devices
            : throw new WrongUseException($"--simulated-profile is '{profile}'; behind the model there may be tpN, such as tp4");
}
