using System.Collections.Immutable;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Policies.Cost;

/// <summary>Known hardware and models. <see cref="Default"/> comes with the program; <see cref="Parse"/> reads a user's own in the same form.</summary>
public sealed class Catalogue
{
    private readonly ImmutableArray<JsonObject> _entries;

    private Catalogue(ImmutableArray<HardwareSpec> hardware, ImmutableArray<ModelShape> models, ImmutableArray<JsonObject> entries) =>
        (Hardware, Models, _entries) = (hardware, models, entries);

    /// <summary>The catalogue in the program: src/Policies/Cost/Catalogue.</summary>
    public static Catalogue Default { get; } = Lay(Resource("models"), Lay(Resource("hardware"), null));

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<HardwareSpec> Hardware { get; }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<ModelShape> Models { get; }

    /// <exception cref="CatalogueException">The name is not known; the message lists those that are.</exception>
    public HardwareSpec HardwareNamed(string name) =>
        Hardware.FirstOrDefault(h => h.Name == name) ?? throw new CatalogueException($"no hardware is named {name}; known: {string.Join(", ", Hardware.Select(h => h.Name))}");

    /// <inheritdoc cref="HardwareNamed"/>
    public ModelShape ModelNamed(string name) =>
        Models.FirstOrDefault(m => m.Name == name) ?? throw new CatalogueException($"no model is named {name}; known: {string.Join(", ", Models.Select(m => m.Name))}");

    /// <summary>The default catalogue with what <paramref name="json"/> adds to it or replaces in it.</summary>
    /// <param name="json">An object with "hardware" and "models", lists of entries (either may be missing). A hardware entry with "like" begins as a copy of the entry so named.</param>
    /// <exception cref="CatalogueException">The text is not JSON, or an entry has a wrong, missing or unknown field.</exception>
    public static Catalogue Parse(string json) => Lay(json, Default);

    private static Catalogue Lay(string json, Catalogue? known)
    {
        var document = Read(json);
        if (document.FirstOrDefault(pair => pair.Key is not ("hardware" or "models")) is { Key: { } other })
            throw new CatalogueException($"a catalogue has hardware and models, not {other}");
        var entries = known?._entries.ToList() ?? [];
        var hardware = known?.Hardware.ToList() ?? [];
        foreach (var entry in List(document, "hardware"))
        {
            var whole = Inherit(entry, entries);
            Put(hardware, HardwareReader.Read(whole), h => h.Name);
            Put(entries, whole, e => (string)e["name"]!);
        }
        var models = known?.Models.ToList() ?? [];
        foreach (var entry in List(document, "models")) Put(models, ShapeReader.Read(entry), m => m.Name);
        return new Catalogue([.. hardware], [.. models], [.. entries]);
    }

    private static JsonObject Read(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false }) as JsonObject
                ?? throw new CatalogueException("a catalogue is a JSON object with hardware and models");
        }
        catch (JsonException e)
        {
            throw new CatalogueException($"the catalogue is not JSON: {e.Message}", e);
        }
    }

    private static IEnumerable<JsonObject> List(JsonObject document, string field)
    {
        if (document[field] is not { } node) return [];
        if (node is not JsonArray list || !list.All(e => e is JsonObject)) throw new CatalogueException($"{field} must be a list of objects");
        return list.Select(e => (JsonObject)e!);
    }

    // Objects of the entry are laid over those of the one it is like; lists and figures replace.
    private static JsonObject Inherit(JsonObject entry, List<JsonObject> entries)
    {
        if (entry["like"] is not { } like) return entry;
        var name = like.ToString();
        var model = entries.FirstOrDefault(e => (string?)e["name"] == name) ?? throw new CatalogueException($"no hardware is named {name} for another to be like; known: {string.Join(", ", entries.Select(e => (string?)e["name"]))}");
        var merged = (JsonObject)model.DeepClone();
        // Steps measured on the one are not measured on the other.
        merged.Remove("measured");
        var own = (JsonObject)entry.DeepClone();
        own.Remove("like");
        Overlay(merged, own);
        return merged;
    }

    private static void Overlay(JsonObject target, JsonObject source)
    {
        foreach (var (key, value) in source)
            if (value is JsonObject inner && target[key] is JsonObject existing) Overlay(existing, inner);
            else target[key] = value?.DeepClone();
    }

    private static void Put<T>(List<T> list, T entry, Func<T, string> name)
    {
        var at = list.FindIndex(e => name(e) == name(entry));
        if (at < 0) list.Add(entry);
        else list[at] = entry;
    }

    private static string Resource(string name) =>
        new ResourceManager("catalogue", typeof(Catalogue).Assembly).GetString(name, CultureInfo.InvariantCulture) ?? throw new CatalogueException($"the program has no catalogue of {name} in it");
}
