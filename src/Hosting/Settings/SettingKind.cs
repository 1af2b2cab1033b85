namespace Orchestrator.Hosting.Settings;

/// <summary>What follows an option on the command line.</summary>
public enum SettingKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Nothing: the option alone means true.</summary>
    Flag,

    /// <summary>One value each time; the option may be repeated.</summary>
    Repeated,
}
