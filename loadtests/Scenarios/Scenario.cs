using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>A kind of load: which requests come when.</summary>
/// <param name="Name">The first word of the command line.</param>
/// <param name="Summary">What it shows, in a line or two.</param>
/// <param name="Own">Options beyond the common ones, and common ones with another default.</param>
/// <param name="Plan">Makes the requests, in the order of their times; from the options alone, so that it can be made again.</param>
internal sealed record Scenario(string Name, string Summary, IReadOnlyList<OptionSpec> Own, Func<OptionValues, LoadOptions, IEnumerable<LoadRequest>> Plan)
{
    /// <summary>All it takes.</summary>
    public IReadOnlyList<OptionSpec> Options =>
    [
        .. Own.Where(own => LoadOptions.Specs.All(common => common.Name != own.Name)),
        .. LoadOptions.Specs.Select(common => Own.FirstOrDefault(own => own.Name == common.Name) ?? common),
    ];

    /// <summary>The plan, which has a request that is measured.</summary>
    /// <exception cref="WrongUseException">It has none, or an option makes no sense.</exception>
    public IEnumerable<LoadRequest> SoundPlan(OptionValues values, LoadOptions options)
    {
        // Its random numbers go on from where they were: whoever looks into a plan has used it up.
        return Plan(values, options).Any(request => request.At >= options.Warmup) ? Plan(values, options)
            : throw new WrongUseException($"no request comes in the {options.Duration.TotalSeconds} s after the warm-up; --duration, --rate or --rate-scale must be larger");
    }

    /// <summary>A common option with a default of this scenario's own.</summary>
    public static OptionSpec Instead(string name, string value) => LoadOptions.Specs.First(spec => spec.Name == name) with { Default = value };
}
