using System.Xml.Linq;
using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>The arrows between the projects, in what is built and in what the project files would allow.</summary>
public sealed class LayeringTests
{
    public static TheoryData<string> Projects => [.. Layers.Named.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_its_layer_may(string project) =>
        Assert.Empty(BuiltAssembly.Of(project).OwnReferences.Except(Layers.Usable(project)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_names_exactly_the_layers_below(string project)
    {
        var path = Path.Combine(SourceTree.Root(), "src", project, $"{project}.csproj");
        Assert.SkipUnless(File.Exists(path), $"{path} does not exist");
        var named = References(path).Where(r => !r.IsBuildOrderOnly).Select(r => r.Project).Order();
        Assert.Equal(Layers.Named[project].Order(), named);
    }

    [Fact]
    public void Every_project_has_its_place_in_the_layers() =>
        Assert.Empty(Directory.GetDirectories(Path.Combine(SourceTree.Root(), "src")).Select(f => Path.GetFileName(f)!).Except(Layers.Named.Keys));

    [Fact]
    public void The_silo_is_built_after_the_worker_that_it_starts_and_never_loads_it()
    {
        var path = Path.Combine(SourceTree.Root(), "src", "Silo", "Silo.csproj");
        Assert.Equal([Layers.StartedBySilo], References(path).Where(r => r.IsBuildOrderOnly).Select(r => r.Project));
        Assert.DoesNotContain(Layers.StartedBySilo, BuiltAssembly.Of("Silo").OwnReferences);
    }

    [Theory]
    [InlineData("Grains")]
    [InlineData("Policies")]
    [InlineData("Contracts")]
    [InlineData("Gateway")]
    [InlineData("Hosting")]
    public void Only_workers_know_devices(string project) => Assert.DoesNotContain("ILGPU", BuiltAssembly.Of(project).References);

    [Theory]
    [InlineData("Gateway")]
    [InlineData("Workers")]
    public void Whoever_holds_streams_or_device_memory_is_no_silo(string project) => Assert.DoesNotContain("Orleans.Runtime", BuiltAssembly.Of(project).References);

    [Fact]
    public void The_load_tests_speak_only_http()
    {
        Assert.Empty(BuiltAssembly.Of("LoadTests").OwnReferences);
        Assert.Empty(References(Path.Combine(SourceTree.Root(), "loadtests", "LoadTests.csproj")));
    }

    private static List<(string Project, bool IsBuildOrderOnly)> References(string path) =>
        [.. XDocument.Load(path).Descendants("ProjectReference").Select(r => (
            Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')),
            string.Equals(r.Attribute("ReferenceOutputAssembly")?.Value, "false", StringComparison.OrdinalIgnoreCase)))];
}
