using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RnnOnnx.Mutation;

/// <summary>A project compiled once with all its mutants in it.</summary>
internal static partial class MutatedLibrary
{
    private const int MostRounds = 25;

    private const string Switches = """
        namespace RnnOnnx.MutationSwitch
        {
            internal static class Mutants
            {
                public static volatile int Active = -1;
                public static bool[]? Seen;

                public static bool On(int id)
                {
                    if (Seen is { } seen)
                    {
                        seen[id] = true;
                    }

                    return Active == id;
                }
            }
        }
        """;

    /// <summary>Writes the assembly.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="part">What is mutated.</param>
    /// <param name="output">Path of the assembly.</param>
    /// <returns>Its mutants, and those that did not compile and are not in it.</returns>
    public static (IReadOnlyList<Mutant> Mutants, IReadOnlyList<(Mutant Mutant, string Error)> Left) Write(string root, Part part, string output)
    {
        var original = Original(root, part);
        var folder = Path.Combine(root, part.Folder) + Path.DirectorySeparatorChar;
        var files = original.SyntaxTrees
            .Where(tree => tree.FilePath.StartsWith(folder, StringComparison.Ordinal) && part.Files.IsMatch(tree.FilePath[folder.Length..]))
            .OrderBy(tree => tree.FilePath, StringComparer.Ordinal)
            .ToArray();
        if (files.Length == 0)
        {
            throw new MutationException($"no file of {part.Folder} is one of the part '{part.Name}'; correct its pattern in Part.cs");
        }

        var withSwitches = original.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Switches, (CSharpParseOptions)original.SyntaxTrees.First().Options, "MutationSwitch.cs"));
        var left = new Dictionary<int, string>();
        for (var round = 0; round < MostRounds; round++)
        {
            var mutants = new List<Mutant>();
            var mutated = withSwitches;
            foreach (var tree in files)
            {
                var mutator = new Mutator(tree.FilePath[folder.Length..], original.GetSemanticModel(tree), mutants, left);
                mutated = mutated.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(mutator.Visit(tree.GetRoot())!, tree.Options));
            }

            using var assembly = new MemoryStream();
            var result = mutated.Emit(assembly);
            if (result.Success)
            {
                File.WriteAllBytes(output, assembly.ToArray());
                return ([.. mutants.Where(mutant => !left.ContainsKey(mutant.Id))], [.. left.Select(l => (mutants[l.Key], l.Value))]);
            }

            // What one error has found guilty must not make the next error of the same cause look further.
            var before = left.Keys.ToHashSet();
            foreach (var error in result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))
            {
                LeaveOut(error, mutants, left, before);
            }

            Console.WriteLine($"{part.Name}: {mutants.Count} mutants, {left.Count} of them do not compile");
            if (left.Count == before.Count)
            {
                throw new MutationException($"the mutants of '{part.Name}' do not compile, and no mutant is to blame: {result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}");
            }
        }

        throw new MutationException($"the mutants of '{part.Name}' still do not compile after {MostRounds} rounds");
    }

    // The innermost mutant around the error. But a variable that is not surely assigned, or a path that does not return, is the fault of a mutant elsewhere in the member.
    private static void LeaveOut(Diagnostic error, List<Mutant> mutants, Dictionary<int, string> left, HashSet<int> before)
    {
        if (error.Location.SourceTree is not { } tree)
        {
            return;
        }

        var node = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        var around = node.AncestorsAndSelf().SelectMany(Ids).Where(id => !before.Contains(id)).ToArray();
        int[] guilty = error.Id is "CS0165" or "CS0177" or "CS0161" or "CS0269" or "CS1643" or "CS8070" or "CS0163" or "CS0170" or "CS0171" || around.Length == 0
            ? InMember(node, error, mutants, before)
            : around[..1];
        foreach (var id in guilty.Length > 0 ? guilty : around)
        {
            left.TryAdd(id, $"{error.Id} {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        }
    }

    private static int[] InMember(SyntaxNode node, Diagnostic error, List<Mutant> mutants, HashSet<int> before)
    {
        var member = node.AncestorsAndSelf().FirstOrDefault(n => n is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseFieldDeclarationSyntax or LocalFunctionStatementSyntax) ?? node;
        var all = member.DescendantNodesAndSelf().SelectMany(Ids).Where(id => !before.Contains(id)).Distinct().ToArray();
        var name = NameInQuotes().Match(error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).Groups[1].Value;
        var isUnassigned = error.Id is "CS0165" or "CS0177" or "CS0269";
        var assigning = all.Where(id => isUnassigned && Regex.IsMatch(mutants[id].Original, $@"\b(out|var) (var )?{name}\b|\}} {name}\b|\b{name} =[^=]|\(.*\b{name}\b.*\) =")).ToArray();
        var ofTheVariable = assigning.Length > 0 ? assigning : all.Where(id => isUnassigned && Regex.IsMatch(mutants[id].Original, $@"\b{name}\b")).ToArray();
        var ends = all.Where(id => mutants[id] is { Kind: Mutator.Removal, Original: var text } && (text.StartsWith("throw", StringComparison.Ordinal) || text.StartsWith("break", StringComparison.Ordinal))).ToArray();
        var loops = all.Where(id => mutants[id].Original == "true").ToArray();
        return ofTheVariable.Length > 0 ? ofTheVariable : ends.Length > 0 ? ends : loops.Length > 0 ? loops : all;
    }

    [GeneratedRegex("'(\\w+)'")]
    private static partial Regex NameInQuotes();

    private static IEnumerable<int> Ids(SyntaxNode node) => node.GetAnnotations(Mutator.Mark).Select(mark => int.Parse(mark.Data!));

    // As the build compiles it, with what source generators add.
    private static CSharpCompilation Original(string root, Part part)
    {
        var project = Path.Combine(root, part.Folder, part.Library + ".csproj");
        var line = CSharpCommandLineParser.Default.Parse(CommandLine(project), Path.GetDirectoryName(project), sdkDirectory: null);
        var parse = line.ParseOptions;
        var trees = line.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(Microsoft.CodeAnalysis.Text.SourceText.From(File.ReadAllText(file.Path)), parse, file.Path));
        var references = line.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(Path.Combine(Path.GetDirectoryName(project)!, reference.Reference), reference.Properties));
        var options = line.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions([]).WithReportSuppressedDiagnostics(false);
        var compilation = CSharpCompilation.Create(part.Library, trees, references, options);
        var loader = new AnalyzerLoader();
        var generators = line.AnalyzerReferences.Select(reference => new AnalyzerFileReference(reference.FilePath, loader)).SelectMany(reference => reference.GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: parse).RunGeneratorsAndUpdateCompilation(compilation, out var complete, out _);
        return complete.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error
            ? throw new MutationException($"{project} does not compile here: {error}")
            : (CSharpCompilation)complete;
    }

    private static string[] CommandLine(string project)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                // A file that is never there makes the target run although the project is up to date.
                "msbuild", project, "-t:Compile", "-getItem:CscCommandLineArgs", "-nologo", "-p:Configuration=Release", "-p:BuildProjectReferences=false", "-p:SkipCompilerExecution=true",
                "-p:ProvideCommandLineArgs=true", "-p:NonExistentFile=none",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new MutationException($"MSBuild does not tell how {project} is compiled; run 'make build' first. It says: {output}");
        }

        using var document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }

    private sealed class AnalyzerLoader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
