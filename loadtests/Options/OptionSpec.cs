namespace Orchestrator.LoadTests.Options;

/// <summary>One option, as help shows it.</summary>
/// <param name="Name">With both dashes.</param>
/// <param name="Form">What its value looks like; empty for a switch.</param>
/// <param name="Default">As it would be typed; empty for none.</param>
/// <param name="Meaning">With unit, and why this default where that is not plain.</param>
internal sealed record OptionSpec(string Name, string Form, string Default, string Meaning);
