# Discord: commands, buttons and messages.

discord-command-stylize = estilizar
discord-command-presets = estilos
discord-command-queue = fila
discord-command-cancel = cancelar
discord-command-settings = configurações
discord-command-stylize-message = Estilizar…
discord-command-stylize-avatar = Estilizar avatar
discord-command-history = histórico
discord-command-help = ajuda
discord-command-forget = esquecer
discord-command-styles = provar
discord-command-stats = estatísticas

discord-about-stylize = Repinta uma foto no estilo de um quadro
discord-about-stylize-content = A foto
discord-about-stylize-style = O quadro; ou escolha um estilo
discord-about-stylize-preset = Um estilo com nome em vez de um quadro
discord-about-stylize-strength = 1 é quase a foto, 100 quase só pintura
discord-about-stylize-quality = Mais passos ficam melhores e demoram mais
discord-about-stylize-size = Lado maior em pixels
discord-about-stylize-colors = Quais cores a imagem terá
discord-about-stylize-style2 = Um segundo quadro para misturar
discord-about-stylize-blend = Parte do segundo quadro em porcentagem, ou pesos como 3,7
discord-about-stylize-seed = Outro número dá outra imagem
discord-about-stylize-timelapse = Também uma animação da imagem crescendo
discord-about-stylize-private = Só você vê tudo, também a imagem
discord-about-presets = Os estilos deste servidor
discord-about-presets-add = Gestores: um quadro para adicionar
discord-about-presets-name = O nome do estilo adicionado
discord-about-presets-remove = Gestores: um estilo para remover
discord-about-queue = Suas imagens em andamento e o movimento
discord-about-cancel = Desistir de uma imagem em andamento
discord-about-cancel-job = Qual
discord-about-settings = Canais, limites e padrões deste servidor
discord-about-history = Suas imagens mais recentes, para buscar de novo
discord-about-help = Como pedir, com um exemplo
discord-about-forget = Apagar tudo o que se guarda de você
discord-about-styles = Provar todos os estilos numa foto e escolher um
discord-about-styles-content = A foto
discord-about-styles-private = Só você vê a imagem escolhida
discord-about-stats = O que este servidor pediu no último dia

discord-option-content = foto
discord-option-style = quadro
discord-option-preset = estilo
discord-option-strength = força
discord-option-quality = qualidade
discord-option-size = tamanho
discord-option-colors = cores
discord-option-style2 = quadro2
discord-option-blend = mistura
discord-option-seed = semente
discord-option-timelapse = animação
discord-option-add = adicionar
discord-option-name = nome
discord-option-remove = remover
discord-option-job = trabalho
discord-option-private = privado

discord-choice-quality-draft = rascunho: rápido
discord-choice-quality-standard = padrão
discord-choice-quality-fine = fino: lento
discord-choice-colors-style = as cores do quadro
discord-choice-colors-keep = as cores da foto
discord-choice-colors-match = a paleta do quadro, ajustada à foto
discord-choice-spoiler-True = sempre
discord-choice-spoiler-False = só se a foto ou o quadro era
discord-choice-avatars-own = o próprio
discord-choice-avatars-anyone = de qualquer pessoa
discord-choice-avatars-off = de ninguém

discord-button-cancel = Cancelar
discord-button-keep = Ficar assim
discord-button-again = De novo
discord-button-stronger = Mais forte
discord-button-softer = Mais suave
discord-button-bigger = Maior
discord-button-colors = Cores originais
discord-button-swap = Trocar
discord-button-compare = Comparar
discord-button-recipe = Receita
discord-button-delete = Apagar
discord-button-fetch = Buscar minha imagem
discord-button-styles = Outro estilo
discord-button-variations = Variações
discord-button-change = Mudar…
discord-button-erase = Apagar de vez
discord-button-spare = Melhor não
discord-button-forget = Apagar tudo

discord-waiting = número { $position } de { $count } na fila
discord-starting = preparando
discord-step = passo { $step } de { $steps }
discord-left = tempo restante: { $time }
discord-seconds =
    { $count ->
        [one] cerca de { $count } segundo
       *[other] cerca de { $count } segundos
    }
discord-minutes =
    { $count ->
        [one] cerca de { $count } minuto
       *[other] cerca de { $count } minutos
    }
discord-hours =
    { $count ->
        [one] cerca de { $count } hora
       *[other] cerca de { $count } horas
    }
discord-sketch = Um primeiro esboço; a pintura de verdade vem a seguir.
discord-own-style =
    { $count ->
        [one] quadro próprio
       *[other] { $count } quadros próprios
    }
discord-strength = força { $strength }
discord-took = { $seconds } s
discord-seed = semente { $seed }
discord-kept = Terminada antes, como você quis.
discord-alt = { $photo }, repintada no estilo de: { $style }
discord-alt-preview = A imagem como está agora, { $percent } por cento pronta
discord-alt-compare = Foto, quadro e resultado lado a lado
discord-cancelled = { $who }: cancelado.
discord-failed = { $who }, esta imagem não deu certo.
discord-ready = { $who }, sua imagem está pronta.
discord-fitted = Era grande demais para este lugar; enviada como { $how }.
discord-no-timelapse = A animação é grande demais para este lugar.
discord-animation-lost = Não foi possível enviar a animação.
discord-moved = Isto demora mais: continua em uma nova mensagem abaixo.
discord-moved-dm = Isto demora mais: continua em uma mensagem direta para você.
discord-unreachable = { $who }, isto demora mais do que posso escrever aqui. Aperte o botão mais tarde para buscar a imagem.
discord-dm-promise = Sua imagem leva { $time }. Você a recebe aqui.
discord-broken = Algo deu errado do meu lado. Tente de novo.
discord-recipe = A receita como comando para copiar; o PNG também a traz.
discord-queue-mine =
    { $count ->
        [one] Sua imagem em andamento
       *[other] Suas imagens em andamento: { $count }
    }
discord-queue-server = Aqui no total: { $painting } sendo pintadas, { $waiting } esperando
discord-cancelling = Cancelado: { $name }
discord-presets =
    { $count ->
        [one] Um estilo
       *[other] { $count } estilos
    }
discord-preset-added = Adicionado: { $name }
discord-preset-removed = Removido: { $name }
discord-preset-replaced = Substituído: { $name } agora tem outro quadro.

discord-modal-title = Estilizar esta imagem
discord-modal-style = Um quadro
discord-modal-preset = Ou um estilo com nome
discord-modal-strength = Força
discord-modal-size = Lado maior em pixels
discord-modal-finish = Qualidade e cores
discord-modal-seed = Semente: outro número, outra imagem
discord-modal-change = Mudar esta imagem

discord-settings = Configurações deste servidor
discord-setting-allowed-channels = Canais onde se pinta
discord-setting-everywhere = todos
discord-setting-priority-roles = Cargos com prioridade
discord-setting-nobody = nenhum
discord-setting-usual = não definido aqui
discord-setting-default-strength = Intensidade padrão
discord-setting-default-size = Tamanho padrão (pixels)
discord-setting-default-quality = Qualidade padrão
discord-setting-default-colors = Cores padrão
discord-setting-max-size = Tamanho máximo (pixels)
discord-setting-max-quality = Melhor qualidade
discord-setting-jobs-per-person = Imagens por pessoa ao mesmo tempo
discord-setting-jobs-per-server = Imagens do servidor ao mesmo tempo
discord-setting-cooldown = Pausa entre duas imagens (segundos)
discord-setting-sizes = Intensidade e tamanhos
discord-setting-limits = Quantas e com que intervalo
discord-setting-blocked = Pessoas recusadas
discord-setting-exempt = Moderadores estão isentos dos limites deste servidor.
discord-setting-results-channel = Canal que mostra cada imagem pronta
discord-setting-log-channel = Canal que registra quem pediu o quê
discord-setting-always-spoiler = Imagens como spoiler
discord-setting-avatars = Avatares que podem ser pintados
discord-saved = Salvo.

refusal-style-twice = Dê um quadro ou um estilo com nome, não os dois.
refusal-not-fetched = Não foi possível buscar esse arquivo no Discord. Anexe de novo.
refusal-unreachable = Isto levaria { $time }. Não posso escrever sozinho neste canal e suas mensagens diretas estão fechadas, então não poderia trazê-la. Abra suas mensagens diretas, escolha qualidade ou tamanho menor, ou peça em um servidor onde eu esteja.
refusal-managers-only = Só quem gerencia este servidor pode fazer isso.
refusal-no-picture-there = Não há imagem nessa mensagem.
refusal-no-image-file = “{ $name }” não é uma imagem. Anexe uma foto, por exemplo JPEG, PNG ou WebP.
refusal-not-ready = Ainda não está pronta. Aperte de novo mais tarde.
discord-which-picture = Qual das imagens?
discord-exempt = Os membros não podem pedir neste canal; você pode, porque modera aqui.
discord-history =
    { $count ->
        [one] Sua imagem mais recente
       *[other] Suas { $count } imagens mais recentes
    }
discord-history-none = Você ainda não tem imagens, ou elas já não estão guardadas. /{ $help } mostra como pedir.
discord-history-hint = Um botão traz essa imagem aqui, só para você.
discord-help =
    O Impasto repinta uma foto no estilo de um quadro.
    `/{ $stylize }` com uma foto em `{ $content }` e um quadro em `{ $style }` ou o nome de um estilo em `{ $preset }`. Por exemplo:
    ```/{ $stylize } { $content }:(sua foto) { $preset }:{ $example } { $strength }:70```
    Uma imagem numa mensagem: *Apps* → *{ $form }*
    `/{ $presets }` mostra os estilos, `/{ $history }` suas imagens, `/{ $queue }` a fila, `/{ $cancel }` cancela uma.
discord-section-places = Onde e quem
discord-section-painting = Como se pinta
discord-section-showing = O que acontece com as imagens
refusal-stale-command = Seu Discord ainda mostra uma versão antiga deste comando. Recarregue o Discord (Ctrl+R, ou feche e abra o aplicativo) e tente de novo.
refusal-choice-over = Esta escolha acabou, ou é de outra pessoa. Comece de novo.
refusal-nothing-changed = Nada mudaria. Altere ao menos um campo.
discord-forget = De você são guardados: trabalhos { $jobs }, imagens { $pictures }, estilos { $presets }. Tudo pode ser apagado agora, de vez. As mensagens já enviadas ficam no Discord.
discord-forget-nothing = Nada é guardado de você.
discord-forgotten = Apagado: trabalhos { $jobs }, imagens { $pictures }, estilos { $presets }.
discord-sheet-styles = Qual estilo? O que você escolher será pintado.
discord-sheet-variations = Qual? A que você escolher será pintada.
discord-log = { $who }: “{ $photo }” no estilo de { $style }. { $link }
discord-log-private = { $who } pediu uma imagem privada.
refusal-avatars-off = Neste servidor não se pintam avatares. Use /stylize com uma imagem sua.
refusal-avatars-own = Aqui você só pode pedir o seu próprio avatar.
discord-stats =
    { $count ->
        [one] { $count } imagem nas últimas 24 horas
       *[other] { $count } imagens nas últimas 24 horas
    }
discord-stats-wait = Do pedido à imagem: metade em { $half }, quase todas em { $most }.
