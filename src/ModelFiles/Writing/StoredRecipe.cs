using System.Text.Json;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>A recipe and its seed as they stand in a file: {"recipe": {…}, "seed": 1}; other members are left alone.</summary>
public sealed record StoredRecipe(RandomModelRecipe Recipe, ulong Seed)
{
    private static readonly JsonSerializerOptions s_json = new(RandomModelRecipe.Json) { UnmappedMemberHandling = default, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Throws <see cref="JsonException"/> where <paramref name="json"/> is something else.</summary>
    public static StoredRecipe Parse(string json) => JsonSerializer.Deserialize<StoredRecipe>(json, s_json) ?? throw new JsonException("null is no recipe");
}
