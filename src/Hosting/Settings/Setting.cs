namespace Orchestrator.Hosting.Settings;

/// <summary>One setting that can be given on the command line, in appsettings.json or in the environment.</summary>
/// <param name="Option">Its command-line form, "--port".</param>
/// <param name="Key">Its configuration key, "Gateway:Port"; in the environment ORCHESTRATOR_Gateway__Port.</param>
/// <param name="Meaning">For the help text: meaning, unit and default.</param>
/// <param name="Kind">What follows the option.</param>
public sealed record Setting(string Option, string Key, string Meaning, SettingKind Kind = SettingKind.Value);
