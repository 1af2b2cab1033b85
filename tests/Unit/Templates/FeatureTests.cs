using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>Every feature of the language against what Python's Jinja2 printed.</summary>
public sealed class FeatureTests
{
    public static TheoryData<string> Features { get; } = [.. Goldens.Features.EnumerateArray().Select(golden => golden.GetProperty("feature").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Features))]
    public void A_feature_behaves_as_in_Jinja(string feature)
    {
        var goldens = Goldens.Features.EnumerateArray().Where(golden => golden.GetProperty("feature").GetString() == feature);
        Assert.All(goldens, golden =>
        {
            var template = golden.GetProperty("template").GetString()!;
            var variables = golden.TryGetProperty("with", out var with) ? with.GetRawText() : "{}";
            if (golden.TryGetProperty("expected", out var expected)) Assert.Equal(expected.GetString(), Chat.Render(template, variables));
            else if (golden.TryGetProperty("refused", out var message))
                Assert.Equal(message.GetString(), Assert.Throws<TemplateRefusedException>(() => Chat.Render(template, variables)).Message);
            else Assert.Throws<TemplateException>(() => Chat.Render(template, variables));
        });
    }
}
