using System.CommandLine;

namespace Orchestrator.Simulator.Options;

/// <summary>What numbers an option takes; others are wrong use, and the message names the option and the limit.</summary>
internal static class OptionLimits
{
    public static Option<int> AtLeastOne(this Option<int> option) => option.Taking(n => n >= 1, "must be at least 1");

    public static Option<double> AboveZero(this Option<double> option) => option.Taking(n => n is > 0 and < double.PositiveInfinity, "must be a number above 0");

    public static Option<double> NotBelowZero(this Option<double> option) => option.Taking(n => n is >= 0 and < double.PositiveInfinity, "must be a number that is not below 0");

    public static Option<double> AboveMinusOne(this Option<double> option) => option.Taking(n => n is > -1 and < double.PositiveInfinity, "must be a number above -1");

    /// <summary>Above 0 and at most 1.</summary>
    public static Option<double> Share(this Option<double> option) => option.Taking(n => n is > 0 and <= 1, "must be above 0 and at most 1");

    private static Option<T> Taking<T>(this Option<T> option, Predicate<T> allows, string limit)
    {
        option.Validators.Add(result =>
        {
            if (!allows(result.GetValueOrDefault<T>()!)) result.AddError($"{option.Name} {limit}");
        });
        return option;
    }
}
