using System.CommandLine;
using System.Text.Json.Nodes;
using RnnOnnx.Verification;

namespace RnnOnnx.Cli.Commands;

/// <summary><c>rnnonnx verify</c>: whether packages are what they say.</summary>
internal static class VerifyCommand
{
    private const int Failed = 1;

    /// <summary>Creates the command.</summary>
    public static Command Create(Option<string?> models)
    {
        var folder = new Argument<string?>("FOLDER") { Description = "A zoo or one package; without it the folder of the models", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Write a JSON array" };
        var command = new Command("verify", "Checks packages: hashes, graph, goldens, test data, how the weights are stored, word vectors and the zoo's index.") { folder, json };
        command.SetAction(result =>
        {
            using var output = StandardOutput.Open();
            var verified = ZooVerifier.Verify(result.GetValue(folder) ?? ModelsFolder.Locate(result.GetValue(models)));
            return result.GetValue(json) ? WriteJson(output, verified) : WriteLines(output, verified);
        });
        return command;
    }

    private static int WriteLines(StreamWriter output, IEnumerable<VerifiedPackage> verified)
    {
        var (good, bad) = (0, 0);
        foreach (var package in verified)
        {
            (good, bad) = package.Passed ? (good + 1, bad) : (good, bad + 1);
            if (package.Passed)
            {
                output.WriteLine($"ok      {SingleLine.Of(package.Id)}  {string.Join("; ", package.Checks.Select(static check => $"{check.Name}: {SingleLine.Of(check.Detail)}"))}");
            }

            foreach (var check in package.Checks.Where(static check => !check.Passed))
            {
                output.WriteLine($"FAILED  {SingleLine.Of(package.Id)}  {check.Name}: {SingleLine.Of(check.Detail)}");
            }

            output.Flush();
        }

        output.WriteLine($"{good + bad} verified, {bad} failed");
        return bad == 0 ? 0 : Failed;
    }

    private static int WriteJson(StreamWriter output, IEnumerable<VerifiedPackage> verified)
    {
        VerifiedPackage[] packages = [.. verified];
        output.WriteLine(new JsonArray([.. packages.Select(Describe)]).ToJsonString(JsonOutput.Options));
        return Array.TrueForAll(packages, static package => package.Passed) ? 0 : Failed;
    }

    private static JsonObject Describe(VerifiedPackage package) => new()
    {
        ["id"] = package.Id,
        ["passed"] = package.Passed,
        ["checks"] = new JsonArray([.. package.Checks.Select(static check => new JsonObject { ["name"] = check.Name, ["passed"] = check.Passed, ["detail"] = check.Detail })]),
    };
}
