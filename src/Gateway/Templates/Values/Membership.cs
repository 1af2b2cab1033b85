namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Python's 'in': part of a string, key of a dictionary, element of anything else that can be iterated.</summary>
internal static class Membership
{
    public static bool Contains(Rendering rendering, Value container, Value item)
    {
        switch (container)
        {
            case TextValue text:
                rendering.Scan(text.Text.Length);
                return text.Text.Contains(Expect.Text(rendering, item, "what is sought in a string"), StringComparison.Ordinal);
            case DictValue dict:
                if (!KeyComparer.IsHashable(rendering, item)) throw rendering.Fail($"unhashable type: '{item.TypeName}'");
                return dict.Get(rendering, item) is not null;
            case DictView { Part: DictPart.Keys } keys:
                return Contains(rendering, keys.Dict, item);
        }
        foreach (var element in rendering.Each(container))
            if (ReferenceEquals(element, item) || Equality.Equal(rendering, element, item)) return true;
        return false;
    }
}
