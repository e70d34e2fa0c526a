telegram-start =
    Olá! Eu repinto fotos no estilo de quadros.

    Envie duas imagens em um só álbum: primeiro a sua foto, depois o quadro. É só isso.

    Você também pode enviar uma foto e depois escolher um quadro da minha lista. /help mostra mais.
telegram-start-group =
    Olá! Eu repinto fotos no estilo de quadros.

    Responda a uma foto com um quadro e a legenda /stylize, ou responda só com /stylize e escolha um quadro.
telegram-help =
    Como fazer:
    • Um álbum de duas imagens: primeiro a foto, depois o quadro. Em um grupo, com a legenda /stylize. Mais imagens são mais quadros, misturados.
    • Um quadro com a legenda /stylize em resposta a uma foto.
    • /stylize em resposta a uma foto; depois escolha um quadro ou envie um.
    • /stylize preset=pastel em resposta a uma foto.

    As opções vêm depois do comando:
    /stylize strength=70 colors=keep size=1024 quality=fine

    strength: 1 é quase a foto, 100 quase o quadro
    colors: style, keep (as da foto) ou match
    size: lado mais longo em pixels
    quality: draft, standard ou fine

    Imagens enviadas como arquivo mantêm toda a qualidade.
    /presets mostra meus quadros, /queue quem espera, /cancel para a sua imagem.
telegram-send-photo = Envie duas imagens em um só álbum: primeiro a sua foto, depois o quadro. Ou só a foto, e depois escolha um quadro.
telegram-reply-to-photo = Responda a uma foto com /stylize, ou envie duas imagens em um álbum com a legenda /stylize.
telegram-ask-style = Bela foto. Agora envie o quadro ou escolha um:
telegram-ask-style-group = Bela foto. Agora responda a esta mensagem com o quadro ou escolha um:
telegram-options-noted = Anotado. Agora envie o quadro.
telegram-expired = Não veio nenhum quadro, então deixei esta foto de lado. É só começar de novo.
telegram-choice-over = Esta escolha já terminou. Comece de novo, por favor.
telegram-too-old = Este botão é antigo demais. Comece de novo, por favor.
telegram-too-big = Este arquivo passa dos { $limit } MB que o Telegram me entrega. Envie como foto em vez de arquivo, ou diminua antes.
telegram-not-fetched = O Telegram não me deu a imagem. Envie de novo, por favor.
telegram-unknown-word = Não conheço “{ $word }”.
telegram-did-you-mean = Você quis dizer “{ $word }”?
telegram-options = As opções se escrevem como strength=70. Há: { $options }. Corrija a mensagem ou envie de novo.
telegram-wrong-value = Assim não dá: { $detail }. Por exemplo: /stylize strength=70 colors=keep size=1024
telegram-position =
    { $position ->
        [1] ⏳ Você é o próximo
       *[other] ⏳ Você é o número { $position } de { $waiting }
    }
telegram-beginning = ⏳ Preparando…
telegram-step-of = Passo { $step } de { $steps }
telegram-left = tempo restante: { $time }
telegram-seconds = { $count } s
telegram-minutes = { $count } min
telegram-hours = { $count } h
telegram-sketch = Um esboço rápido; a imagem de verdade está vindo.
telegram-done = ✅ Pronta em { $time }
telegram-kept = ✅ Mantida após { $time }
telegram-steps =
    { $steps ->
        [one] { $steps } passo
       *[other] { $steps } passos
    }
telegram-made-smaller = Enviada como { $note } para caber.
telegram-timelapse = Assim ela cresceu.
telegram-no-file = A imagem está aqui, mas não deu para enviar o arquivo. Tente o botão “Arquivo”.
telegram-failed = ❌ Não deu certo. { $reason }
telegram-cancelled = ✖ Cancelada.
telegram-cancelling = Cancelada.
telegram-keeping = Fica como está agora.
telegram-accepted = Está na fila.
telegram-coming = Um momento…
telegram-queue-empty = Ninguém está esperando neste chat.
telegram-queue-title =
    { $count ->
        [one] Uma imagem neste chat:
       *[other] { $count } imagens neste chat:
    }
telegram-cancel-none = Você não tem nada para cancelar.
telegram-cancel-which = Qual delas?
telegram-presets = Toque em um estilo e depois envie a foto. Ou responda a uma foto com { $example }
telegram-no-presets = Ainda não há quadros aqui. Envie o seu.
telegram-settings =
    Configurações deste chat:
    { $values }

    Mude assim: /settings quality=draft max_size=1024 files=on
    Voltar ao padrão: /settings quality=default
telegram-settings-admins = Só os administradores deste chat podem mudar as configurações.
telegram-oops = Algo deu errado aqui e está no meu registro. Tente de novo, por favor.
telegram-button-cancel = ✖ Cancelar
telegram-button-keep = ✔ Deixar assim
telegram-button-again = 🔄 De novo
telegram-button-stronger = ➕ Mais forte
telegram-button-softer = ➖ Mais suave
telegram-button-bigger = 🔍 Maior
telegram-button-colors = 🎨 Cores originais
telegram-button-swap = 🔀 Trocar
telegram-button-compare = 🖼 Comparar
telegram-button-file = 📎 Arquivo
telegram-command-stylize = Repintar uma foto no estilo de um quadro
telegram-command-presets = Os quadros para escolher
telegram-command-queue = Quem espera
telegram-command-cancel = Parar a sua imagem
telegram-command-settings = Padrões e limites deste chat
telegram-command-help = Como fazer
telegram-ask-photo = Boa escolha. Agora envie a foto:
telegram-ask-photo-group = Boa escolha. Agora responda a esta mensagem com a foto:
telegram-begin = { $name }: agora envie a sua foto.
telegram-begin-group = { $name }: agora responda a esta mensagem com a sua foto.
telegram-still-no-style = Já tenho a sua foto. Agora envie o quadro como imagem ou escolha um abaixo da minha pergunta. /cancel deixa a foto de lado.
telegram-still-no-photo = Já sei o estilo. Agora envie a foto como imagem. /cancel deixa o estilo de lado.
telegram-noted-photo = o que você começou
telegram-choice-dropped = Certo, deixei de lado.
telegram-photo-dropped = Pronto. Agora a outra foto, por favor.
telegram-below = ✅ A imagem está mais abaixo.
telegram-emptied = 🗑 Excluído.
telegram-comes-here = 🔒 A sua imagem chega aqui.
telegram-sent-alone = Chega só para você.
telegram-no-pictures-here = A sua imagem está pronta, mas aqui não posso enviar nem fotos nem arquivos. Toque no botão e eu a levo para a nossa conversa privada.
telegram-greeting =
    Olá! Eu repinto fotos no estilo de quadros.
    Responda a uma foto com /stylize e escolha um quadro, ou responda com um quadro e a legenda /stylize.
    /help mostra mais; os administradores têm /settings.
telegram-delete-sure = Excluir esta imagem para sempre?
telegram-delete-kept = Nada foi excluído.
telegram-deleted = Excluído.
telegram-forget-ask =
    Isto é o que guardo de você:
    • pedidos: { $jobs }
    • imagens: { $pictures }
    • estilos seus: { $presets }

    Excluir tudo, de todas as conversas? O que já está nas suas conversas, você exclui lá.
telegram-forgotten = Excluído. Pedidos: { $jobs }, imagens: { $pictures }, estilos seus: { $presets }. Não guardo mais nada de você.
telegram-forget-kept = Nada foi excluído.
telegram-settings-unknown =
    Não conheço “{ $word }”. Há:
    { $known }
telegram-settings-block-whom = Responda a uma mensagem dessa pessoa com /settings { $verb }.
telegram-settings-log-whose = Só informo a um chat que você administra e que eu vejo. Escreva log=here nele ou dê o número.
telegram-setting-strength = Intensidade padrão
telegram-setting-size = Tamanho padrão (lado mais longo em pixels)
telegram-setting-quality = Qualidade padrão
telegram-setting-colors = Cores padrão
telegram-setting-max-size = Tamanho máximo (pixels)
telegram-setting-max-quality = Melhor qualidade
telegram-setting-jobs = Imagens ao mesmo tempo por pessoa
telegram-setting-jobs-here = Imagens ao mesmo tempo neste chat
telegram-setting-cooldown = Pausa entre duas imagens (segundos)
telegram-setting-spoiler = Sempre coberto como spoiler
telegram-setting-topics = Tópicos em que eu pinto
telegram-setting-log = Chat que fica sabendo quem pediu o quê
telegram-setting-blocked = Pessoas que recuso aqui
telegram-setting-files = O arquivo com cada imagem
telegram-button-other = 🔁 Outra foto
telegram-button-drop = ✖ Cancelar
telegram-button-hush = 🔒 Só para mim
telegram-button-alone = 🔒 Enviar só para mim
telegram-button-delete = 🗑 Excluir
telegram-button-delete-yes = 🗑 Sim, excluir
telegram-button-delete-no = Não, manter
telegram-button-forget = 🗑 Sim, excluir tudo
telegram-button-forget-no = Não, manter
telegram-command-forget = Excluir tudo o que é meu
telegram-styles = A sua foto em todos os estilos. Toque em um e eu o pinto por inteiro; ou responda com um quadro seu.
telegram-styles-need-photo = Envie uma foto com a legenda /styles ou responda a uma com /styles.
telegram-variations = Quatro maneiras. Toque em uma e eu a pinto por inteiro.
telegram-button-styles = 🖼 Outro estilo
telegram-button-variations = 🎲 Variações
telegram-command-styles = Ver a sua foto em todos os estilos
telegram-logged = { $name } pediu isto: { $recipe }
telegram-stats-admins = Só os administradores deste chat podem ver os números.
telegram-command-stats = Números deste chat
telegram-stats =
    Nas últimas 24 horas:
    • prontas: { $done }
    • com falha: { $failed }
    • canceladas: { $cancelled }
    • sendo pintadas: { $running }, na fila: { $waiting }
telegram-stats-time = Do pedido à imagem: { $usual } em geral, { $longest } no máximo.
