using System.Text.Json.Nodes;

namespace Orchestrator.Policies.Cost;

/// <summary>A model entry of a catalogue into a <see cref="ModelShape"/> that cannot be wrong.</summary>
internal static class ShapeReader
{
    public static ModelShape Read(JsonObject entry)
    {
        var fields = new EntryFields(entry, "model");
        var experts = fields.Count("experts", 0, 0);
        var shape = new ModelShape
        {
            Name = fields.Name,
            Source = fields.Text("source", ""),
            Layers = fields.Count("layers", 1),
            Hidden = fields.Count("hidden", 1),
            Heads = fields.Count("heads", 1),
            KvHeads = fields.Count("kvHeads", 1),
            HeadDim = fields.Count("headDim", 1),
            Ffn = fields.Count("ffn", experts > 0 ? 0 : 1, experts > 0 ? 0 : null),
            Vocabulary = fields.Count("vocabulary", 1),
            BytesPerWeight = fields.Positive("bytesPerWeight"),
            BytesPerKv = fields.Positive("bytesPerKv"),
            TiedOutput = fields.Flag("tiedOutput", false),
            Experts = experts,
            ActiveExperts = fields.Count("activeExperts", 0, 0),
            ExpertFfn = fields.Count("expertFfn", 0, 0),
            SharedExpertFfn = fields.Count("sharedExpertFfn", 0, 0),
            DenseLayers = fields.Count("denseLayers", 0, 0),
        };
        fields.End();
        if (shape.Heads % shape.KvHeads != 0) throw fields.Error($"{shape.Heads} heads are not a multiple of {shape.KvHeads} kvHeads");
        if (experts == 0 && (shape.ActiveExperts, shape.ExpertFfn, shape.SharedExpertFfn, shape.DenseLayers) != (0, 0, 0, 0)) throw fields.Error("a model without experts has no activeExperts, expertFfn, sharedExpertFfn or denseLayers");
        if (experts > 0 && (shape.ActiveExperts < 1 || shape.ActiveExperts > experts || shape.ExpertFfn < 1)) throw fields.Error($"a model with {experts} experts needs 1 to {experts} activeExperts, not {shape.ActiveExperts}, and an expertFfn, not {shape.ExpertFfn}");
        if (shape.DenseLayers > shape.Layers) throw fields.Error($"{shape.DenseLayers} denseLayers of {shape.Layers} layers");
        if (shape.DenseLayers > 0 && shape.Ffn == 0) throw fields.Error($"{shape.DenseLayers} denseLayers need an ffn");
        return shape;
    }
}
