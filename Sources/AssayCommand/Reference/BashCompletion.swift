/// Completion for bash, made from the declarations. It needs nothing but bash, from version 3.2 on.
enum BashCompletion {
  static func script(_ commands: [CommandDeclaration]) -> String {
    var fits = ""
    var options = ""
    for command in commands {
      for (completion, places) in places(of: command) {
        fits += "    \(places.map { "'\(command.name) \($0)'" }.joined(separator: " | "))) echo \(quoted(answer(completion))) ;;\n"
      }
      let repeated = command.options.filter { $0.occurrence == .repeated }.map { "--\($0.name)" }
      let names = command.options.map { "--\($0.name)" } + ["--help"]
      options += "    \(command.name)) options='\(names.joined(separator: " "))' repeated=' \(repeated.joined(separator: " ")) ' ;;\n"
    }
    let names = commands.map(\.name) + ["--help", "--version"]
    return """
      # Completion of assay \(AssayTool.version) for bash, made by 'assay completions bash'.

      # What fits behind an option or in the place of an operand, by command: a kind, and words. Fails for an option without a value.
      _assay_fits() {
          case $1 in
      \(fits)    *) return 1 ;;
          esac
      }

      _assay_offer() {
          local line
          case $1 in
          file) compopt -o filenames 2>/dev/null; set -- compgen -f -- "$2" ;;
          folder) compopt -o filenames 2>/dev/null; set -- compgen -d -- "$2" ;;
          words*) set -- compgen -W "${1#words}" -- "$2" ;;
          *) return 0 ;;
          esac
          while IFS= read -r line; do COMPREPLY+=("$line"); done < <("$@")
      }

      _assay() {
          local current=${COMP_WORDS[COMP_CWORD]} words=() glued='' i word last
          COMPREPLY=()
          # Bash takes words apart at '=' and ':'; here they come together again, except '--name=value', which is a name and a value.
          for ((i = 1; i < COMP_CWORD; i++)); do
              word=${COMP_WORDS[i]}
              last=$((${#words[@]} - 1))
              if [[ $last -ge 0 && ($word == '=' || $word == ':') ]]; then
                  if [[ $word == '=' && ${words[last]} == --* && ${words[last]} != *=* ]]; then continue; fi
                  words[last]+=$word
                  glued=yes
              elif [[ -n $glued ]]; then
                  words[last]+=$word
                  glued=''
              else
                  words+=("$word")
              fi
          done
          last=$((${#words[@]} - 1))
          if [[ -n $glued || $current == ':' ]]; then return 0; fi
          if [[ $current == '=' ]]; then
              if [[ $last -lt 0 || ${words[last]} != --* || ${words[last]} == *=* ]]; then return 0; fi
              current=''
          fi
          if [[ $last -lt 0 ]]; then
              _assay_offer 'words \(names.joined(separator: " "))' "$current"
              return 0
          fi

          local command=${words[0]} options='--help' repeated=' ' seen=' ' awaits='' ended='' place=1 fits
          case $command in
      \(options)    esac
          for word in "${words[@]:1}"; do
              if [[ -n $awaits ]]; then
                  awaits=''
              elif [[ -n $ended || $word != -* || $word == - ]]; then
                  place=$((place + 1))
              elif [[ $word == -- ]]; then
                  ended=yes
              else
                  seen+="${word%%=*} "
                  if [[ $word != *=* ]] && _assay_fits "$command $word" >/dev/null; then awaits=$word; fi
              fi
          done
          if [[ -n $awaits ]]; then
              fits=$(_assay_fits "$command $awaits")
          elif [[ -n $ended || $current != -* ]] && fits=$(_assay_fits "$command $place"); then
              :
          elif [[ -n $ended ]]; then
              return 0
          else
              fits='words'
              for word in $options; do
                  if [[ $seen != *" $word "* || $repeated == *" $word "* ]]; then fits+=" $word"; fi
              done
          fi
          _assay_offer "$fits" "$current"
      }

      complete -F _assay assay

      """
  }

  /// The places of a command line, options with values and operands by number, with what fits there; one entry for all places alike.
  private static func places(of command: CommandDeclaration) -> [(Completion, [String])] {
    let all =
      command.options.filter { $0.placeholder != nil }.map { ($0.completion, "--\($0.name)") }
      + command.operands.enumerated().flatMap { place, operand in
        // As many of a repeated one as anybody types by hand.
        (place...place + (operand.isRepeated ? 31 : 0)).map { (operand.completion, "\($0 + 1)") }
      }
    var places: [(Completion, [String])] = []
    for (completion, place) in all {
      if let index = places.firstIndex(where: { $0.0 == completion }) {
        places[index].1.append(place)
      } else {
        places.append((completion, [place]))
      }
    }
    return places
  }

  private static func answer(_ completion: Completion) -> String {
    switch completion {
    case .nothing: "nothing"
    case .file: "file"
    case .folder: "folder"
    case .words(let words): (["words"] + words).joined(separator: " ")
    }
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

}
