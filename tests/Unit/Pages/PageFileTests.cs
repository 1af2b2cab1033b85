using System.CommandLine;
using Orchestrator.Simulator.Capacity;
using Orchestrator.Simulator.Pages;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Planning;
using Orchestrator.Simulator.Report;
using Orchestrator.Simulator.Serving;
using Xunit;

namespace Orchestrator.Unit.Pages;

public sealed class PageFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pages").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Opening_leaves_nothing_and_what_was_there_stays_until_the_page_is_whole()
    {
        var path = Path.Combine(_folder, "page.html");
        File.WriteAllText(path, "old");
        var page = PageFile.Open(new FileInfo(path))!;
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
        page.Write(new HtmlPage("new", "", [], []));
        Assert.Equal(new HtmlPage("new", "", [], []).ToHtml(), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Without_a_file_there_is_no_page() => Assert.Null(PageFile.Open(null));

    [Fact]
    public void A_folder_is_no_file() => Assert.Contains("is a folder", Assert.Throws<IOException>(() => PageFile.Open(new FileInfo(_folder))).Message);

    [Theory]
    [InlineData("serve --workload poisson")]
    [InlineData("capacity --workload poisson")]
    [InlineData("plan --workload poisson")]
    [InlineData("pareto")]
    public void A_path_that_cannot_be_written_is_an_error_before_all_else(string verb)
    {
        var path = Path.Combine(_folder, "none", "page.html");
        var root = new RootCommand { ServeCommand.Create(), CapacityCommand.Create(), PlanCommand.Create(), ParetoCommand.Create() };
        // The model is wrong as well: nothing has been looked at yet.
        var parsed = root.Parse($"{verb} --model nothing --html {path}");
        Assert.Empty(parsed.Errors);
        var error = Assert.Throws<IOException>(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        Assert.Contains($"there is no folder {Path.Combine(_folder, "none")}", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
