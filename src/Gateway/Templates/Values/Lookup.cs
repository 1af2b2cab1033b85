namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Jinja's two ways to reach into a value. What is not there is undefined, not an error.</summary>
internal static class Lookup
{
    /// <summary>value.name</summary>
    public static Value Attribute(Rendering rendering, Value owner, TextValue name) =>
        Visible(rendering, owner, name.Text) ?? owner.Item(rendering, name) ?? UndefinedValue.Missing(owner, name);

    /// <summary>value[key]</summary>
    public static Value Item(Rendering rendering, Value owner, Value key) =>
        owner.Item(rendering, key) ?? (key is TextValue name ? Visible(rendering, owner, name.Text) : null) ?? UndefinedValue.Missing(owner, key);

    // The sandbox that templates are written for hides Python's inner names.
    private static Value? Visible(Rendering rendering, Value owner, string name) =>
        name.StartsWith('_') && owner is not (NamespaceValue or UndefinedValue) ? null : owner.Attribute(rendering, name);
}
