#if LLVM
  import Codegen
  import Glibc

  /// Keeps kernels in files of a folder, one for each key.
  ///
  /// Files are written under another name and moved, so several processes may share the folder. It
  /// is only ever a help: what cannot be read or written is ignored, and a file is taken only if it
  /// begins with the whole key.
  struct DiskKernelStore: KernelStore {
    private let folder: String
    /// What the kernels of one build of the compiler have in common.
    private let build: String

    /// The bytes that all files may have together.
    private static let capacity = 64 << 20

    /// The folder of the user: `$GMC_CACHE`, or `gmc` in `$XDG_CACHE_HOME` or `~/.cache`.
    init?() {
      func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
      }
      let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
      guard let folder = variable("GMC_CACHE") ?? cache.map({ $0 + "/gmc" }) else { return nil }
      var status = stat()
      guard stat("/proc/self/exe", &status) == 0 else { return nil }
      self.folder = folder
      build = "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }

    func bytes(for key: String) -> [UInt8]? {
      let path = path(of: key)
      guard let all = try? readFile(path) else { return nil }
      let head = head(of: key)
      guard all.count > head.count, all.starts(with: head) else { return nil }
      // What was used last is thrown away last.
      utimes(path, nil)
      return Array(all[head.count...])
    }

    func keep(_ bytes: [UInt8], for key: String) {
      guard (try? writeFile(path(of: key), head(of: key) + bytes)) != nil else { return }
      makeRoom()
    }

    private func head(of key: String) -> [UInt8] {
      let text = build + "\n" + key
      return Array("\(text.utf8.count)\n\(text)\n".utf8)
    }

    private func path(of key: String) -> String {
      // FNV-1a, 64 bits; a name that two keys share costs a compilation, no more.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in (build + key).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return "\(folder)/\(String(hash, radix: 16)).kernel"
    }

    /// Removes the files that were used longest ago until the rest fits.
    private func makeRoom() {
      guard let listing = opendir(folder) else { return }
      defer { closedir(listing) }
      var files: [(path: String, size: Int, used: Int)] = []
      while let entry = readdir(listing) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard name.hasSuffix(".kernel") else { continue }
        var status = stat()
        let path = folder + "/" + name
        guard stat(path, &status) == 0 else { continue }
        files.append((path, Int(status.st_size), status.st_mtim.tv_sec))
      }
      var total = files.reduce(0) { $0 + $1.size }
      for file in files.sorted(by: { $0.used < $1.used }) where total > Self.capacity {
        unlink(file.path)
        total -= file.size
      }
    }
  }
#endif
