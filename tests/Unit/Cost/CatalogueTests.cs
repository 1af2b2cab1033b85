using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>The built-in catalogue, and what is said of a user's own.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void The_catalogue_has_the_hardware_and_models_that_people_plan_with()
    {
        Assert.Equal(["h100", "h100-eager", "h200", "a100", "rtx-pro-6000", "b200", "b300", "rubin", "rubin-ultra"], Catalogue.Default.Hardware.Select(h => h.Name));
        Assert.Equal(["llama-3-8b", "llama-3-70b", "qwen3-32b", "qwen3-235b-a22b", "qwen3-235b-a22b-fp4", "llama-2-7b", "llama-2-70b", "smollm2-135m"], Catalogue.Default.Models.Select(m => m.Name));
    }

    [Theory]
    [InlineData("b200", 5e15, 96e9, 144)]
    [InlineData("b300", 7.5e15, 144e9, 144)]
    [InlineData("rubin", 25e15, 144e9, 144)]
    [InlineData("rubin-ultra", 25e15, 256e9, 576)]
    public void A_die_is_what_was_published_and_says_what_was_not(string name, double flops, double bytes, int domain)
    {
        var die = Catalogue.Default.HardwareNamed(name);
        Assert.Equal((flops, bytes, domain), (die.Fp4Flops, die.MemoryBytes, die.DomainSize));
        Assert.Contains("kernels", die.Assumed);
        Assert.DoesNotContain("fp4Flops", die.Assumed);
    }

    [Fact]
    public void What_is_like_another_takes_its_figures_but_not_its_measured_steps()
    {
        var (h100, h200) = (Catalogue.Default.HardwareNamed("h100"), Catalogue.Default.HardwareNamed("h200"));
        Assert.Equal((h100.Bf16Flops, h100.Kernels), (h200.Bf16Flops, h200.Kernels));
        Assert.Equal((4.8e12, 141e9), (h200.MemoryBandwidth, h200.MemoryBytes));
        Assert.Single(h100.Measured);
        Assert.Empty(h200.Measured);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        Assert.Equal("no hardware is named h900; known: h100, h100-eager, h200, a100, rtx-pro-6000, b200, b300, rubin, rubin-ultra", Assert.Throws<CatalogueException>(() => Catalogue.Default.HardwareNamed("h900")).Message);
        Assert.StartsWith("no model is named gpt; known: llama-3-8b, ", Assert.Throws<CatalogueException>(() => Catalogue.Default.ModelNamed("gpt")).Message);
    }

    [Fact]
    public void A_users_file_adds_and_replaces()
    {
        var own = Catalogue.Parse("""
            { "hardware": [ { "name": "mine", "like": "a100", "memoryBytes": 4e10, "kernels": { "matmulEfficiency": 0.5, "attention": { "efficiency": 0.25 } } },
                            { "name": "h100", "like": "mine", "powerWatts": 350 } ],
              "models": [ { "name": "small", "layers": 2, "hidden": 8, "heads": 2, "kvHeads": 1, "headDim": 4, "ffn": 16, "vocabulary": 100, "bytesPerWeight": 1, "bytesPerKv": 2, "tiedOutput": true } ] }
            """);
        var mine = own.HardwareNamed("mine");
        Assert.Equal((4e10, 0.5, 0.25), (mine.MemoryBytes, mine.Kernels.MatmulEfficiency, mine.Kernels.Attention.Efficiency));
        Assert.Equal(Catalogue.Default.HardwareNamed("a100").Kernels.WeightEfficiency, mine.Kernels.WeightEfficiency);
        Assert.Equal((4e10, 350), (own.HardwareNamed("h100").MemoryBytes, own.HardwareNamed("h100").PowerWatts));
        Assert.Equal(2 * (192 + 384 + 16) + 8 + 800, own.ModelNamed("small").Parameters);
        Assert.Equal(Catalogue.Default.Hardware.Length + 1, own.Hardware.Length);
        Assert.Equal(80e9, Catalogue.Default.HardwareNamed("h100").MemoryBytes);
    }

    [Theory]
    [InlineData("[]", "a catalogue is a JSON object with hardware and models")]
    [InlineData("{", "the catalogue is not JSON:")]
    [InlineData("""{ "hardware": [ { "name": "x", "name": "y" } ] }""", "the catalogue is not JSON: Duplicate property 'name'")]
    [InlineData("""{ "hardware": [ 7 ] }""", "hardware must be a list of objects")]
    [InlineData("""{ "hardware": [ { "name": 7 } ] }""", "hardware: name is 7, not a text")]
    [InlineData("""{ "cards": [] }""", "a catalogue has hardware and models, not cards")]
    [InlineData("""{ "hardware": {} }""", "hardware must be a list of objects")]
    [InlineData("""{ "hardware": [ {} ] }""", "hardware: name is missing")]
    [InlineData("""{ "hardware": [ { "name": "x" } ] }""", "hardware x: bf16Flops is missing")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "y" } ] }""", "no hardware is named y for another to be like; known: h100,")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "bf16Flops": "fast" } ] }""", "hardware x: bf16Flops is \"fast\", not a number above 0")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "bf16Flops": -1 } ] }""", "hardware x: bf16Flops is -1, not a number above 0")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "memoryUtilisation": 1.5 } ] }""", "hardware x: memoryUtilisation is 1.5, not a number above 0, at most 1")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "domainSize": 0 } ] }""", "hardware x: domainSize is 0, not a whole number of at least 1")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "bandwidth": 1 } ] }""", "hardware x: there is no field bandwidth; fields: assumed,")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "assumed": ["price"] } ] }""", "hardware x: price is assumed but not given")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "idleWatts": 900 } ] }""", "hardware x: idleWatts 900 are more than powerWatts 700")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "kernels": { "fusedProjections": 1 } } ] }""", "hardware x: kernels: fusedProjections is 1, not true or false")]
    [InlineData("""{ "hardware": [ { "name": "x", "like": "h100", "kernels": { "attention": { "skew": 2 } } } ] }""", "hardware x: kernels: attention: skew is 2, not a number from 0 to 1")]
    [InlineData("""{ "models": [ { "name": "x" } ] }""", "model x: layers is missing")]
    [InlineData("""{ "models": [ { "name": "x", "layers": 2.5 } ] }""", "model x: layers is 2.5, not a whole number of at least 1")]
    [InlineData("""{ "models": [ { "name": "x", "layers": 2, "hidden": 8, "heads": 3, "kvHeads": 2, "headDim": 4, "ffn": 16, "vocabulary": 100, "bytesPerWeight": 1, "bytesPerKv": 2 } ] }""", "model x: 3 heads are not a multiple of 2 kvHeads")]
    [InlineData("""{ "models": [ { "name": "x", "layers": 2, "hidden": 8, "heads": 2, "kvHeads": 2, "headDim": 4, "ffn": 16, "vocabulary": 100, "bytesPerWeight": 1, "bytesPerKv": 2, "activeExperts": 2 } ] }""", "model x: a model without experts has no activeExperts")]
    [InlineData("""{ "models": [ { "name": "x", "layers": 2, "hidden": 8, "heads": 2, "kvHeads": 2, "headDim": 4, "vocabulary": 100, "bytesPerWeight": 1, "bytesPerKv": 2, "experts": 4, "activeExperts": 5, "expertFfn": 3 } ] }""", "model x: a model with 4 experts needs 1 to 4 activeExperts, not 5")]
    public void A_wrong_catalogue_is_one_clear_error(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<CatalogueException>(() => Catalogue.Parse(json)).Message);

    [Fact]
    public void A_measured_curve_that_falls_is_an_error()
    {
        const string json = """
            { "hardware": [ { "name": "x", "like": "h100", "measured": [ { "source": "s", "model": "llama-3-8b", "tensorParallel": 1, "bytesPerWeight": 2, "tokens": [1, 2], "seconds": [2, 1],
              "fixedSeconds": 0, "prefillAttentionFlops": 1, "decodeAttentionBandwidth": 1 } ] } ] }
            """;
        Assert.Equal("hardware x: measured: seconds must not fall: 1 at 2 tokens", Assert.Throws<CatalogueException>(() => Catalogue.Parse(json)).Message);
    }
}
