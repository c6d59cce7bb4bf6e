namespace RnnOnnx.Kills.Downloads;

/// <summary>A download, and the conversion of what came.</summary>
internal sealed class DownloadKind : IKillKind
{
    private Timeline? _timeline;

    /// <inheritdoc/>
    public string Name => "download";

    /// <inheritdoc/>
    public void Prepare(string folder)
    {
        using var server = new SlowServer(MadeUpOriginal.Content);
        _timeline = new Timeline(Fetch(server, folder, null).Demanded());
    }

    /// <inheritdoc/>
    public KillTrial Begin(string folder, int number) => new Trial(folder, _timeline ?? throw new InvalidOperationException("nothing was prepared"));

    private static VictimRun Fetch(SlowServer server, string folder, Death? death) =>
        Victim.Run("RnnOnnx.Kills.dll", new Dictionary<string, string>(), [FetchCommand.Name, $"{server.Address}", folder], death);

    private sealed class Trial(string folder, Timeline timeline) : KillTrial, IDisposable
    {
        private readonly SlowServer _server = new(MadeUpOriginal.Content);
        private readonly DownloadFolder _folder = new(folder);

        public override VictimRun Run(Random? random)
        {
            var expected = _folder.NextByte;
            var run = Fetch(_server, _folder.Folder, random is null ? null : timeline.Draw(random, Prey.All));
            var asked = _server.TakeAsked();
            if (asked.Any(from => from != expected) || asked.Length > 1)
            {
                Faults.Add($"the original was asked for from byte {string.Join(", then ", asked)} on, and {(expected is { } next ? $"byte {next} was the next" : "all of it was there")}");
            }

            return run;
        }

        public override void AfterKill(VictimRun run)
        {
            CutWrites += _folder.HasHalfWritten ? 1 : 0;
            var (files, faults) = _folder.Look();
            Checked += files;
            Faults.AddRange(faults);
        }

        public override void AtEnd()
        {
            Faults.AddRange(_folder.Look().Faults);
            string[] expected = [.. MadeUpOriginal.Products.Append(Path.GetDirectoryName(MadeUpOriginal.Products[0]) + "/").Order(StringComparer.Ordinal)];
            var found = FolderContents.Of(_folder.Folder).Keys;
            if (!expected.SequenceEqual(found))
            {
                Faults.Add($"the finished data folder has {string.Join(", ", found)}, and should have {string.Join(", ", expected)}");
            }
        }

        public void Dispose() => _server.Dispose();
    }
}
