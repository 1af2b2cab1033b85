using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>All profiles beside the catalogue, and the catalogue's entries fitted anew.</summary>
internal sealed record CalibrationRun(IReadOnlyList<ProfileErrors> Errors, IReadOnlyList<HardwareSpec> Fitted)
{
    public static CalibrationRun Of(IReadOnlyList<MeasuredProfile> profiles, Catalogue catalogue, Action<string> progress, bool fit = true)
    {
        var fitted = fit ? Fit(profiles, catalogue, progress) : [];
        return new CalibrationRun([.. profiles.Select(p => Compare(p, catalogue, fitted.FirstOrDefault(f => f.Name == p.Hardware)))], fitted);
    }

    private static List<HardwareSpec> Fit(IReadOnlyList<MeasuredProfile> profiles, Catalogue catalogue, Action<string> progress)
    {
        var fitted = new List<HardwareSpec>();
        foreach (var name in profiles.Select(p => p.Hardware).Distinct().Order(StringComparer.Ordinal))
        {
            var entry = catalogue.HardwareNamed(name);
            progress($"fitting {name}");
            var same = from p in profiles let e = catalogue.HardwareNamed(p.Hardware) where Device(e.Name) == Device(name) select (p, e);
            fitted.Add(new KernelFit(catalogue).Fit(entry, [.. profiles.Where(p => p.Hardware == name)], [.. same]));
        }
        return fitted;
    }

    // "h100-eager" is the h100 with other software.
    private static string Device(string name) => name.Replace("-eager", "", StringComparison.Ordinal);

    private static ProfileErrors Compare(MeasuredProfile profile, Catalogue catalogue, HardwareSpec? fitted)
    {
        var model = new ProfileModel(profile, catalogue, catalogue.HardwareNamed(profile.Hardware));
        return new ProfileErrors(
            profile, ErrorSummary.Of(model.Steps()), ErrorSummary.Of(model.Dense()), ErrorSummary.Of(model.Attention()), ErrorSummary.Of(model.Head()),
            fitted is null ? default : ErrorSummary.Of(new ProfileModel(profile, catalogue, fitted).Steps()));
    }
}
